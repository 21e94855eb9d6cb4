// The pages of the practice authorization server at two window sizes, with scripts disabled, operated by keyboard.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { check } from '../lib/report.mjs';
import { freePort, startAuthServer } from '../lib/steps.mjs';
import { ALLOW, closeBrowser, openWindow, SCOPE_BOXES, scopeBox, userButton, waitForCallback } from '../lib/user.mjs';

const WIDTHS = [1280, 390];
const NAME = 'An editor with quite a long name, as some have: The Editor of Editors';
const CODE = 'input[name="user_code"]';
const SEND_CODE = 'form[action$="/device"] button';

/**
 * Checks what must hold for every page: it fits into the window, and has a title, one heading, and a label for each input. If
 * SCREENSHOTS is set to a folder, saves a screenshot there.
 */
async function look(page, name) {
  const { width } = page.viewportSize();
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  assert.ok(wide <= width, `${name} is ${wide} pixels wide at ${width}`);
  assert.match(await page.title(), /Practice authorization server/);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  const inputs = page.locator('input:not([type="hidden"])');
  const labels = await inputs.evaluateAll(all => all.map(input => input.labels[0]?.innerText.trim()));
  assert.ok(labels.every(Boolean), `an input of ${name} has no label`);
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

/** Does something that loads another page, and waits for that page. */
const loading = (page, action) => Promise.all([page.waitForEvent('load'), action()]);

/** Moves to a control with the Tab key, and presses Enter. */
async function press(page, selector) {
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(wanted => document.activeElement.matches(wanted), selector)) {
      return loading(page, () => page.keyboard.press('Enter'));
    }
  }
  assert.fail(`the Tab key does not reach ${selector}`);
}

/** The text of the page's only alert. */
const alertOf = page => page.getByRole('alert').innerText();

export async function run() {
  const server = await startAuthServer(await freePort()); // the pages need no MCP server
  const callback = await waitForCallback();
  for (const width of WIDTHS) {
    const page = await openWindow({ viewport: { width, height: 800 }, javaScriptEnabled: false });
    const label = `${width} pixels`;
    await check('Chromium', label, 'signs in by keyboard', async () => {
      await page.goto(authorizationUrl(server, await register(server, callback.url), callback.url));
      await look(page, 'sign-in');
      await press(page, userButton('alice'));
      await look(page, 'consent');
      assert.equal(await page.locator(scopeBox('mcp:tools')).isChecked(), true);
      for (const box of await page.locator(SCOPE_BOXES).all()) await box.uncheck();
      await loading(page, () => page.locator(ALLOW).click());
      assert.match(await alertOf(page), /at least one/);
      await look(page, 'nothing-chosen');
      await page.locator(scopeBox('mcp:prompts')).check();
      const arrival = callback.next();
      await press(page, ALLOW);
      assert.ok((await arrival).get('code'));
    });
    await check('Chromium', label, 'signs in on a device', async () => {
      const device = await post(`${server.url}/device_authorization`, {
        body: new URLSearchParams({ client_id: 'mcp-test-client' })
      });
      await page.goto(device.verification_uri);
      await page.locator(CODE).fill('wrong');
      await loading(page, () => page.keyboard.press('Enter'));
      assert.match(await alertOf(page), /No device/);
      await look(page, 'device');
      await page.goto(device.verification_uri_complete);
      await press(page, SEND_CODE);
      await press(page, userButton('guest'));
      await look(page, 'device-consent');
      await press(page, ALLOW);
      await look(page, 'done');
    });
    await check('Chromium', label, 'explains an error', async () => {
      await page.goto(authorizationUrl(server, 'nobody', callback.url));
      await look(page, 'error');
    });
    await page.context().close();
  }
  callback.close();
  await server.stop();
  await closeBrowser();
}
