// The MCP Inspector on its command line.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { versionOf } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { issue, ROOT, start, TMP } from '../lib/steps.mjs';

const NAME = `Inspector ${versionOf('@modelcontextprotocol/inspector')}`;
const COMMAND = join(ROOT, 'interop', 'node_modules', '.bin', 'mcp-inspector');

/** What it prints; rejects with its exit code and what it says if it fails. */
async function inspect(server, token, ...args) {
  const header = token ? ['--header', `Authorization: Bearer ${token}`] : [];
  const { stdout } = await promisify(execFile)(
    COMMAND,
    ['--cli', `${server.url}/mcp`, '--transport', 'http', '--method', ...args, ...header],
    { timeout: 60_000, env: { ...process.env, HOME: TMP } }
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

  const scoped = await start(8);
  await everything('step 8', scoped, issue(scoped, 'admin', 'mcp:read,mcp:tools,mcp:prompts'), 3);
  await check(NAME, 'step 8', 'is refused what its scope does not allow', () =>
    isRefused(
      inspect(scoped, issue(scoped, 'bob', 'mcp:read'), 'tools/call', '--tool-name', 'echo', '--tool-arg', 'message=hello'),
      /scope|403|auth/i
    )
  );
  await scoped.stop();
}
