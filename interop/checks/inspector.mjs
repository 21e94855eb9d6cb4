// The MCP Inspector on its command line: with a token, and signing in with a browser.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { versionOf } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { issue, ROOT, start, TMP } from '../lib/steps.mjs';
import { closeBrowser, freePort, openWindow, signIn } from '../lib/user.mjs';
import { publish } from '../lib/web.mjs';

const NAME = `Inspector ${versionOf('@modelcontextprotocol/inspector')}`;
const COMMAND = join(ROOT, 'interop', 'node_modules', '.bin', 'mcp-inspector');

const ENVIRONMENT = { ...process.env, HOME: TMP, MCP_INSPECTOR_SECRET_STORE: 'memory' };

/** What it prints; rejects with its exit code and what it says if it fails. */
async function inspect(server, token, ...args) {
  const header = token ? ['--header', `Authorization: Bearer ${token}`] : [];
  const { stdout } = await promisify(execFile)(
    COMMAND,
    ['--cli', `${server.url}/mcp`, '--transport', 'http', '--method', ...args, ...header],
    { timeout: 60_000, env: ENVIRONMENT }
  );
  return JSON.parse(stdout);
}

async function everything(step, server, token, tools) {
  await check(NAME, step, 'lists', async () => {
    assert.equal((await inspect(server, token, 'tools/list')).tools.length, tools);
    assert.equal((await inspect(server, token, 'prompts/list')).prompts.length, 2);
  });
  await check(NAME, step, 'calls', async () => {
    const result = await inspect(server, token, 'tools/call', '--tool-name', 'echo', '--tool-arg', 'message=hello');
    assert.match(result.content[0].text, /hello/);
  });
  await check(NAME, step, 'gets', async () => {
    const result = await inspect(server, token, 'prompts/get', '--prompt-name', 'greeting', '--prompt-args', 'name=Ada');
    assert.match(JSON.stringify(result), /Ada/);
  });
}

/** It asks its user to sign in only at a terminal, so it gets one. What it prints after that, and the client that it is. */
async function inspectSigningIn(server, ...args) {
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const command = [COMMAND, '--cli', `${server.url}/mcp`, '--transport', 'http', '--callback-url', callback, ...args];
  const home = mkdtempSync(join(TMP, 'home-')); // it remembers as whom it has registered before
  const terminal = spawn('script', ['-qec', command.join(' '), '/dev/null'], { env: { ...ENVIRONMENT, HOME: home } });
  let printed = '';
  const asked = new Promise(resolve =>
    terminal.stdout.on('data', chunk => {
      printed += chunk;
      const url = /(http:\/\/localhost:\d+\/authorize\?[\x21-\x7e]+)/.exec(printed);
      if (url) resolve(url[1]);
    })
  );
  const ended = new Promise(resolve => terminal.on('exit', resolve));
  const page = await openWindow();
  const url = await asked;
  await signIn(page, url);
  await ended;
  await page.context().close();
  return { printed, client: new URL(url).searchParams.get('client_id') };
}

const isRefused = (promise, what) =>
  assert.rejects(promise, error => {
    assert.notEqual(error.code, 0);
    assert.match(error.stderr + error.stdout, what);
    return true;
  });

export async function run() {
  const open = await start(4);
  await everything('step 4', open, null, 2);
  await open.stop();

  const guarded = await start(6);
  await everything('step 6', guarded, issue(guarded, 'alice', 'mcp:read'), 2);
  await check(NAME, 'step 6', 'is refused without a token', () => isRefused(inspect(guarded, null, 'tools/list'), /auth/i));
  await guarded.stop();

  const web = await publish({
    client_name: 'Inspector',
    redirect_uris: ['http://127.0.0.1/oauth/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none'
  });
  const scoped = await start(8, {}, web.jvmOptions);
  await check(NAME, 'step 8', 'signs in after registering', async () => {
    const { printed } = await inspectSigningIn(scoped, '--method', 'tools/list');
    assert.match(printed, /"get_time"/);
  });
  await check(NAME, 'step 8', 'signs in with its metadata document', async () => {
    const { printed, client } = await inspectSigningIn(scoped, '--method', 'tools/list', '--client-metadata-url', web.url);
    assert.equal(client, web.url);
    assert.match(printed, /"get_time"/);
  });
  await everything('step 8', scoped, issue(scoped, 'admin', 'mcp:read,mcp:tools,mcp:prompts'), 3);
  await check(NAME, 'step 8', 'is refused what its scope does not allow', () =>
    isRefused(
      inspect(scoped, issue(scoped, 'bob', 'mcp:read'), 'tools/call', '--tool-name', 'echo', '--tool-arg', 'message=hello'),
      /scope|403|auth/i
    )
  );
  await scoped.stop();
  web.close();
  await closeBrowser();
}
