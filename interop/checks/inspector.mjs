// The command line of the MCP Inspector: with a token, and signing in with a browser.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { versionOf } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { freePort, issue, ROOT, start, startWithAuthServer, TMP } from '../lib/steps.mjs';
import { closeBrowser, openWindow, signIn } from '../lib/user.mjs';
import { publish } from '../lib/web.mjs';

const NAME = `Inspector ${versionOf('@modelcontextprotocol/inspector')}`;
const COMMAND = join(ROOT, 'interop', 'node_modules', '.bin', 'mcp-inspector');

const ENVIRONMENT = { ...process.env, HOME: TMP, MCP_INSPECTOR_SECRET_STORE: 'memory' };

/** Runs the Inspector. Resolves to its output as JSON; rejects with its exit code and output if it fails. */
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

/** Runs the Inspector in a terminal, because it signs in only there. Resolves to its output and its client ID. */
async function inspectSigningIn(server, ...args) {
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const command = [COMMAND, '--cli', `${server.url}/mcp`, '--transport', 'http', '--callback-url', callback, ...args];
  const home = mkdtempSync(join(TMP, 'home-')); // the Inspector stores its registration there
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

const fails = (promise, what) =>
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
  await check(NAME, 'step 6', 'fails without a token', () => fails(inspect(guarded, null, 'tools/list'), /auth/i));
  await guarded.stop();

  const web = await publish({
    client_name: 'Inspector',
    redirect_uris: ['http://127.0.0.1/oauth/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none'
  });
  const scoped = await startWithAuthServer(8, web.jvmOptions);
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
  await check(NAME, 'step 8', 'fails without the scope for the tool', () =>
    fails(
      inspect(scoped, issue(scoped, 'bob', 'mcp:read'), 'tools/call', '--tool-name', 'echo', '--tool-arg', 'message=hello'),
      /scope|403|auth/i
    )
  );
  await scoped.stop();
  web.close();
  await closeBrowser();
}
