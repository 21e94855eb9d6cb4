// The web client in headless Chromium: it signs in to step 12, calls tools, shows progress and steps up, at two window sizes.
// Then the servers lie, and the page must refuse, and must never turn their text into HTML.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startHostile } from '../lib/hostile.mjs';
import { check } from '../lib/report.mjs';
import { startWebClient, startWithAuthServer } from '../lib/steps.mjs';
import { ALLOW, closeBrowser, openWindow, scopeBox, SCOPE_BOXES, userButton } from '../lib/user.mjs';
import { publish } from '../lib/web.mjs';

const WIDTHS = [1280, 390];
const NAME = 'web client';

/** Opens a page, and records what the browser blocks and what scripts report. */
async function open(client, width = 1280) {
  const page = await openWindow({ viewport: { width, height: 800 } });
  page.problems = [];
  page.on('console', message => message.type() === 'error' && page.problems.push(message.text()));
  page.on('pageerror', error => page.problems.push(String(error)));
  page.on('dialog', dialog => {
    page.problems.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(client.url);
  return page;
}

/** The browser logs each status from 400 on as an error. */
const unexpected = page => page.problems.filter(text => !/status of 40[13]/.test(text));

/** The page fits into the window, and each input has a label. If SCREENSHOTS is set to a folder, saves a screenshot there. */
async function look(page, name) {
  const { width } = page.viewportSize();
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  assert.ok(wide <= width, `${name} is ${wide} pixels wide at ${width}`);
  const labels = await page.locator('input, select, textarea').evaluateAll(all =>
    all.map(input => input.labels[0]?.textContent.trim()) // innerText is empty in a closed tool
  );
  assert.ok(labels.every(Boolean), `an input of ${name} has no label`);
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: join(process.env.SCREENSHOTS, `web-client-${name}-${width}.png`), fullPage: true });
  }
}

/** Presses the button that leaves for the authorization server, and allows what is asked for. */
async function signIn(page, label, { user = 'alice', uncheck = [] } = {}) {
  await page.getByRole('button', { name: label }).click();
  await page.locator(userButton(user)).click();
  await page.locator(ALLOW).waitFor();
  const asked = await page.locator(SCOPE_BOXES).evaluateAll(boxes => boxes.map(box => box.value));
  for (const scope of uncheck) await page.locator(scopeBox(scope)).uncheck();
  await page.locator(ALLOW).click();
  return asked;
}

const tool = (page, name) => page.locator('.tool').filter({ has: page.locator(`summary code:text-is("${name}")`) });
const message = page => page.locator('#message');
const steps = page => page.locator('#steps li').allInnerTexts();
const scopesOf = page => page.locator('#account dd').nth(2).innerText();

async function openTool(page, name) {
  await tool(page, name).locator('summary').click();
  return tool(page, name);
}

async function withTheCourse(client, width) {
  const label = `${width} pixels`;
  const page = await open(client, width);
  await check(NAME, label, 'signs in and lists the tools', async () => {
    await look(page, 'start');
    assert.deepEqual(await signIn(page, 'Sign in'), ['mcp:read']);
    await tool(page, 'echo').waitFor();
    assert.equal(await scopesOf(page), 'mcp:read');
    assert.equal(new URL(page.url()).search, ''); // the code is not in the history
    assert.equal((await steps(page)).length, 7);
    await look(page, 'tools');
  });
  await check(NAME, label, 'steps up, and calls the tool with the same arguments', async () => {
    const reverse = await openTool(page, 'reverse');
    await reverse.getByLabel('text').fill('stressed');
    await reverse.getByRole('button', { name: 'Call' }).click();
    await reverse.locator('.question').getByText('mcp:tools').waitFor();
    await look(page, 'step-up');
    assert.deepEqual(await signIn(page, 'Sign in again'), ['mcp:read', 'mcp:tools']);
    assert.equal(await reverse.getByLabel('text').inputValue(), 'stressed');
    await reverse.locator('progress[value]').waitFor();
    await reverse.getByText('3 of 10').waitFor();
    await look(page, 'progress');
    await reverse.locator('.output').getByText('desserts').waitFor();
    assert.equal(await reverse.locator('progress').isVisible(), false);
    assert.equal(await scopesOf(page), 'mcp:read mcp:tools');
    await look(page, 'result');
  });
  await check(NAME, label, 'cancels a call', async () => {
    const reverse = tool(page, 'reverse');
    await reverse.getByRole('button', { name: 'Call' }).click();
    await reverse.getByText('1 of 10').waitFor();
    await reverse.getByRole('button', { name: 'Cancel' }).click();
    await message(page).getByText('cancelled').waitFor();
  });
  await check(NAME, label, 'shows an error of the tool', async () => {
    const time = await openTool(page, 'get_time');
    await time.getByLabel('timezone').fill('Nowhere/Nothing');
    await time.getByRole('button', { name: 'Call' }).click();
    await time.locator('.output.error').getByText('Nowhere/Nothing').waitFor();
  });
  await check(NAME, label, 'forgets the token when it is loaded again', async () => {
    const token = /eyJ[\w-]+\./;
    const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.equal(await kept(), '[{},{},""]');
    assert.doesNotMatch(await page.content(), token);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await page.locator('.tool').count(), 0);
    assert.deepEqual(unexpected(page), []);
  });
  await page.context().close();
}

async function refusals(server, client) {
  await check(NAME, 'step 12', 'gives up when the user does not grant the scope', async () => {
    const page = await open(client);
    await signIn(page, 'Sign in');
    const echo = await openTool(page, 'echo');
    await echo.getByLabel('message').fill('hello');
    await echo.getByRole('button', { name: 'Call' }).click();
    await signIn(page, 'Sign in again', { uncheck: ['mcp:tools'] });
    await message(page).getByText('still rejects the call').waitFor();
    assert.equal(await echo.locator('.question').isVisible(), false);
    await page.context().close();
  });
  await check(NAME, 'step 12', 'asks for no scope when the role is missing', async () => {
    const page = await open(client);
    await signIn(page, 'Sign in', { user: 'guest' });
    const echo = await openTool(page, 'echo');
    await echo.getByLabel('message').fill('hello');
    await echo.getByRole('button', { name: 'Call' }).click();
    await signIn(page, 'Sign in again', { user: 'guest' });
    await message(page).getByText('You may not do this').waitFor();
    await page.context().close();
  });
  await check(NAME, 'step 12', 'explains that the user has declined', async () => {
    const page = await open(client);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator(userButton('alice')).click();
    await page.locator('button[name="decision"]:not([value="allow"])').click();
    await message(page).getByText('The sign-in failed').waitFor();
    await page.context().close();
  });
  await check(NAME, 'step 12', 'takes no response that it has not asked for', async () => {
    const page = await open(client);
    await page.goto(`${client.url}/callback?code=stolen&state=guessed&iss=${encodeURIComponent(server.issuer)}&error=x`);
    await message(page).getByText('belongs to no sign-in').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    await page.context().close();
  });
  await check(NAME, 'step 12', 'may call no server but the two of its settings', async () => {
    const page = await open(client);
    const reached = await page.evaluate(url => fetch(url).then(() => true, () => false), 'http://127.0.0.1:1/');
    assert.equal(reached, false);
    assert.match(page.problems.join('\n'), /Content Security Policy/);
    const html = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>text</b>';
        return 'HTML';
      } catch (error) {
        return error.name;
      }
    });
    assert.equal(html, 'TypeError');
    await page.context().close();
  });
}

/** The client registers nothing: its ID is the URL of its metadata document. */
async function withADocument() {
  await check(NAME, 'step 8', 'signs in with its metadata document', async () => {
    const web = await publish({
      client_name: 'MCP web client',
      redirect_uris: ['http://localhost/callback'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'none'
    });
    const server = await startWithAuthServer(8, web.jvmOptions);
    const client = await startWebClient(`${server.url}/mcp`, server.issuer, { MCP_CLIENT_ID: web.url });
    const page = await open(client);
    await signIn(page, 'Sign in');
    await tool(page, 'echo').waitFor();
    assert.ok((await steps(page)).includes(`This page is the client ${web.url}.`));
    await page.context().close();
    await Promise.all([client.stop(), server.stop()]);
    web.close();
  });
}

const HTML = '<img src=x onerror=alert(1)><script>alert(2)</script><b id="injected">';
const HIDDEN = 'safe\u202Etxt.exe';

async function lies() {
  const world = await startHostile();
  const client = await startWebClient(world.mcp, world.url);

  /** Presses Sign in while the servers lie. Returns the page's message. */
  async function refuses(name, told, expected, never) {
    await check(NAME, 'hostile servers', `refuses ${name}`, async () => {
      world.requests.length = 0;
      world.lies = told;
      const page = await open(client);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await message(page).getByText(expected).waitFor();
      assert.ok(!world.requests.some(({ path }) => path === never), `there was a request to ${never}`);
      assert.equal(await page.locator('#injected').count(), 0);
      assert.ok(!unexpected(page).some(text => /dialog/.test(text)), unexpected(page).join());
      await page.context().close();
    });
  }
  const { url } = world;
  const stranger = { iss: 'https://other.example', error: HTML };
  const script = { authorization_endpoint: `javascript:alert(1)//${HTML}` };
  for (const [name, told, expected, never] of [
    ['the name of another server', { resource: { resource: 'https://other.example/mcp' } }, 'for another server', '/authorize'],
    ['another issuer than the one looked up', { metadata: { issuer: `${url}/` } }, 'The metadata is that of', '/register'],
    ['a server without S256', { metadata: { code_challenge_methods_supported: ['plain'] } }, 'PKCE', '/register'],
    ['a javascript: URL', { metadata: script }, 'must be an https URL', '/register'],
    [
      'an authorization server that its settings do not name',
      { resource: { authorization_servers: ['http://127.0.0.1:1'] } },
      'the settings of this page say',
      '/register'
    ],
    ['a wrong state', { redirect: { state: 'wrong', error: HTML } }, 'belongs to no sign-in', '/token'],
    ['a wrong iss, and its error text', { redirect: stranger }, 'not from the authorization server', '/token'],
    ['a missing iss that was promised', { redirect: { iss: undefined } }, 'not from the authorization server', '/token'],
    ['a token that is not a bearer token', { token: { token_type: 'mac' } }, 'does not exchange the code', '/nothing'],
    ['an error that contains HTML', { redirect: { code: undefined, error: HTML } }, 'onerror=alert(1)', '/token']
  ]) {
    await refuses(name, told, expected, never);
  }

  await check(NAME, 'hostile servers', 'shows names, schemas and results as text', async () => {
    const property = { type: 'string', description: HTML, default: HTML, enum: [HTML, 'b'] };
    world.lies = {
      tools: [
        {
          name: HTML,
          title: HTML,
          description: HIDDEN,
          inputSchema: { properties: { [HTML]: property, nothing: null }, required: [HTML] }
        },
        { name: 42 },
        null,
        { name: 'region', inputSchema: { properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } } }
      ],
      call: { content: [{ type: 'text', text: HTML }, { type: HTML }, null] }
    };
    const page = await open(client);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const hostile = page.locator('.tool').first();
    await hostile.locator('summary').click();
    assert.equal(await hostile.locator('summary code').innerText(), HTML);
    assert.match(await page.locator('h2').innerText(), /1 tool, and 3 that this page cannot call/);
    assert.match(await hostile.innerText(), /safe\uFFFDtxt\.exe/);
    await hostile.getByRole('button', { name: 'Call' }).click();
    await hostile.locator('.output').waitFor();
    assert.ok((await hostile.locator('.output').innerText()).startsWith(HTML));
    assert.equal(await page.locator('#injected, .tool img, .tool script').count(), 0);
    await look(page, 'hostile');
    const sent = world.requests.at(-1);
    assert.equal(JSON.parse(sent.body).params.arguments[HTML], HTML);
    assert.deepEqual(unexpected(page), []);
    await page.context().close();
  });
  await check(NAME, 'hostile servers', 'stops when the step-up never ends', async () => {
    let scopes = 0;
    const rejection = () => ({
      status: 403,
      headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="s${++scopes}"` },
      json: {}
    });
    world.lies = {
      tools: [{ name: 'endless', inputSchema: {} }],
      get call() {
        return rejection();
      }
    };
    world.requests.length = 0;
    const page = await open(client);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const endless = await openTool(page, 'endless');
    await endless.getByRole('button', { name: 'Call' }).click();
    for (const scope of ['s1', 's2']) {
      await endless.locator('.question').getByText(`another scope: ${scope}.`).waitFor();
      await endless.getByRole('button', { name: 'Sign in again' }).click();
    }
    await message(page).getByText('still rejects the call').waitFor();
    const asked = world.requests.filter(({ path }) => path === '/authorize').map(({ query }) => query.get('scope'));
    assert.deepEqual(asked, ['a', 'a s1', 'a s1 s2']);
    assert.equal(world.requests.filter(({ path }) => path === '/register').length, 1);
    await page.context().close();
  });
  await check(NAME, 'hostile servers', 'gives the token to the MCP server only', async () => {
    for (const { path, headers, body } of world.requests) {
      if (path !== '/mcp') assert.ok(!`${headers.authorization ?? ''}${body}`.includes('a-secret-token'), path);
      assert.equal(headers.cookie, undefined);
      assert.equal(headers.referer, undefined);
    }
  });
  await client.stop();
  world.close();
}

/** What the page reads from a header and a stream, in the browser. */
async function readers(client) {
  const page = await open(client);
  const challenge = async header =>
    JSON.parse(
      await page.evaluate(
        text => import('/challenge.js').then(module => JSON.stringify(module.parseChallenge(text))), // without undefined members
        header
      )
    );
  await check(NAME, 'modules', 'reads challenges', async () => {
    assert.deepEqual(await challenge('Basic realm="a, b", Bearer error="insufficient_scope", scope="x y  x", DPoP scope="z"'), {
      error: 'insufficient_scope',
      scopes: ['x', 'y']
    });
    const unusual = String.raw`bearer Error_Description="say \"no\"", RESOURCE_METADATA=https://a.example/b?c=d`;
    assert.deepEqual(await challenge(unusual), {
      description: 'say "no"',
      resourceMetadata: 'https://a.example/b?c=d',
      scopes: []
    });
    for (const nothing of [null, '', 'Basic', '"', ',,,', 'Bearer scope="unfinished']) {
      assert.equal((await challenge(nothing)).error, undefined);
    }
  });
  await check(NAME, 'modules', 'reads event streams, however they are cut', async () => {
    const stream = ': comment\r\nevent: message\ndata: {"a":\r\ndata:1}\r\n\r\ndata\n\nid: 7\n\ndata: é\r\rdata: cut off';
    const read = (text, size) =>
      page.evaluate(
        async ([text, size]) => {
          const { events } = await import('/event-stream.js');
          const bytes = new TextEncoder().encode(text);
          const body = new ReadableStream({
            start(controller) {
              for (let i = 0; i < bytes.length; i += size) controller.enqueue(bytes.slice(i, i + size));
              controller.close();
            }
          });
          const all = [];
          for await (const event of events(new Response(body))) all.push(event);
          return all;
        },
        [text, size]
      );
    for (const size of [1, 2, 3, 1000]) assert.deepEqual(await read(stream, size), ['{"a":\n1}', '', 'é'], `in pieces of ${size}`);
  });
  await check(NAME, 'modules', 'encodes names for headers', async () => {
    const encode = name =>
      page.evaluate(text => import('/transport.js').then(module => module.headerValue(text)), name);
    assert.equal(await encode('get_time'), 'get_time');
    assert.equal(await encode('a\r\nX: y'), '=?base64?YQ0KWDogeQ==?=');
    assert.equal(await encode('é'), '=?base64?w6k=?=');
    assert.equal(await encode('=?base64?YQ==?='), '=?base64?PT9iYXNlNjQ/WVE9PT89?=');
  });
  await page.context().close();
}

export async function run() {
  const server = await startWithAuthServer(12);
  const client = await startWebClient(`${server.url}/mcp`, server.issuer);
  await readers(client);
  for (const width of WIDTHS) await withTheCourse(client, width);
  await refusals(server, client);
  await Promise.all([client.stop(), server.stop()]);
  await withADocument();
  await lies();
  await closeBrowser();
}
