// At steps 4, 6 and 8, every client lists tools and prompts, calls tools and gets prompts. Requests without a valid token or
// scope must fail.
import assert from 'node:assert/strict';
import { CLIENTS, connect, withToken } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { issue, start } from '../lib/steps.mjs';

const names = list => list.map(one => one.name).sort();

async function lists(client) {
  assert.deepEqual(names((await client.listTools()).tools), ['echo', 'get_time']);
  assert.deepEqual(names((await client.listPrompts()).prompts), ['greeting', 'help']);
}

async function calls(client) {
  const echo = await client.callTool({ name: 'echo', arguments: { message: 'Grüße, 世界' } });
  assert.match(echo.content[0].text, /Grüße, 世界/);
  const time = await client.callTool({ name: 'get_time', arguments: { timezone: 'Europe/Vienna' } });
  assert.equal(time.structuredContent.timezone, 'Europe/Vienna');
}

async function gets(client) {
  const greeting = await client.getPrompt({ name: 'greeting', arguments: { name: 'Ada' } });
  assert.match(greeting.messages[0].content.text, /Ada/);
  assert.ok((await client.getPrompt({ name: 'help' })).messages.length > 0);
}

// The status, or the error in the body.
const UNAUTHORIZED = /401|Unauthorized|"unauthorized"|"invalid_token"/;

async function rejects(promise, what) {
  await assert.rejects(promise, error => {
    assert.match(`${error.code} ${error.message}`, what);
    return true;
  });
}

async function everything(kind, step, server, options, sees = lists) {
  let client;
  await check(kind.name, step, 'connects', async () => (client = await connect(kind, server, options)));
  if (!client) return;
  await check(kind.name, step, 'lists', () => sees(client));
  await check(kind.name, step, 'calls', () => calls(client));
  await check(kind.name, step, 'gets', () => gets(client));
  await check(kind.name, step, 'gets an error for an unknown tool', () =>
    rejects(client.callTool({ name: 'nothing' }), /-32602/));
  await client.close();
}

export async function run() {
  const open = await start(4);
  for (const kind of CLIENTS) await everything(kind, 'step 4', open, {});
  await open.stop();

  const guarded = await start(6);
  const good = issue(guarded, 'alice', 'mcp:read');
  const expired = issue(guarded, 'alice', 'mcp:read', '--expires', '-5m');
  for (const kind of CLIENTS) {
    await everything(kind, 'step 6', guarded, withToken(good));
    await check(kind.name, 'step 6', 'is rejected without a token', () => rejects(connect(kind, guarded), UNAUTHORIZED));
    await check(kind.name, 'step 6', 'is rejected with an expired token', () =>
      rejects(connect(kind, guarded, withToken(expired)), UNAUTHORIZED));
  }
  await guarded.stop();

  const scoped = await start(8);
  const admin = issue(scoped, 'admin', 'mcp:read,mcp:tools,mcp:prompts');
  const alice = issue(scoped, 'alice', 'mcp:read,mcp:tools');
  for (const kind of CLIENTS) {
    await everything(kind, 'step 8', scoped, withToken(admin), async client => {
      assert.deepEqual(names((await client.listTools()).tools), ['audit_log', 'echo', 'get_time']);
    });
    await check(kind.name, 'step 8', 'is rejected without the scope for prompts', async () => {
      const client = await connect(kind, scoped, withToken(alice));
      await calls(client);
      await rejects(client.getPrompt({ name: 'help' }), /403|insufficient_scope|Forbidden|scope/i);
      await client.close();
    });
  }
  await scoped.stop();
}
