// The pages of the practice authorization server, on a screen and on a phone, without scripts and without a mouse.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { check } from '../lib/report.mjs';
import { start } from '../lib/steps.mjs';
import { closeBrowser, openWindow, waitForCallback } from '../lib/user.mjs';

const WIDTHS = [1280, 390];
const NAME = 'An editor with quite a long name, as some have: The Editor of Editors';

/** What every page must be: in the window, whole, and titled. With SCREENSHOTS set to a folder, a picture of it goes there. */
async function look(page, name) {
  const { width } = page.viewportSize();
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  assert.ok(wide <= width, `${name} is ${wide} pixels wide at ${width}`);
  assert.match(await page.title(), /Practice authorization server/);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}-${width}.png`), fullPage: true });
  }
}

const post = async (url, body) => (await fetch(url, { method: 'POST', ...body })).json();

async function register(server, redirectUri) {
  const { client_id } = await post(`${server.url}/register`, {
    body: JSON.stringify({ client_name: NAME, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }),
    headers: { 'Content-Type': 'application/json' }
  });
  return client_id;
}

function authorizationUrl(server, client, redirectUri) {
  const url = new URL(`${server.url}/authorize`);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: redirectUri,
    scope: 'mcp:read mcp:tools mcp:prompts',
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256'
  });
  return url.href;
}

/** Does what makes the browser load another page, and waits until it is there. */
const loading = (page, action) => Promise.all([page.waitForEvent('load'), action()]);

/** Goes on to a link or button with the keyboard alone, and presses it. */
async function press(page, name) {
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate('document.activeElement.innerText ?? ""');
    if (focused.startsWith(name)) {
      return loading(page, () => page.keyboard.press('Enter'));
    }
  }
  assert.fail(`the keyboard does not get to ${name}`);
}

export async function run() {
  const server = await start(8);
  const callback = await waitForCallback();
  for (const width of WIDTHS) {
    const page = await openWindow({ viewport: { width, height: 800 }, javaScriptEnabled: false });
    const label = `${width} pixels`;
    await check('Chromium', label, 'signs in by keyboard', async () => {
      await page.goto(authorizationUrl(server, await register(server, callback.url), callback.url));
      await look(page, 'sign-in');
      await press(page, 'alice');
      await look(page, 'consent');
      assert.equal(await page.getByRole('checkbox', { name: 'Run tools in your name' }).isChecked(), true);
      for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
      await loading(page, () => page.getByRole('button', { name: 'Allow' }).click());
      assert.match(await page.getByRole('alert').innerText(), /Choose at least one/);
      await look(page, 'nothing-chosen');
      await page.getByRole('checkbox', { name: 'Use the prompts' }).check();
      const arrival = callback.next();
      await press(page, 'Allow');
      assert.ok((await arrival).get('code'));
    });
    await check('Chromium', label, 'lets a device in', async () => {
      const device = await post(`${server.url}/device_authorization`, {
        body: new URLSearchParams({ client_id: 'mcp-test-client' })
      });
      await page.goto(device.verification_uri);
      await page.getByLabel('The code that your device shows').fill('wrong');
      await loading(page, () => page.keyboard.press('Enter'));
      assert.match(await page.getByRole('alert').innerText(), /No device waits/);
      await look(page, 'device');
      await page.goto(device.verification_uri_complete);
      await press(page, 'Go on');
      await press(page, 'guest');
      await look(page, 'device-consent');
      await press(page, 'Allow');
      await look(page, 'done');
    });
    await check('Chromium', label, 'says what is wrong', async () => {
      await page.goto(authorizationUrl(server, 'nobody', callback.url));
      await look(page, 'error');
    });
    await page.context().close();
  }
  callback.close();
  await server.stop();
  await closeBrowser();
}
