// At step 12, each client hears of progress, cancels a call, waits for a change of a resource, and answers a question of the
// server for its user.
import assert from 'node:assert/strict';
import * as v1types from '@modelcontextprotocol/sdk/types.js';
import { CLIENTS, withToken } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { issue, start } from '../lib/steps.mjs';

const DECISIONS = 'audit://decisions';
const STEP = 'step 12';

/** A client that can show a form, and answers with what `user` returns. It also counts the changes that it hears of. */
async function connect(kind, server, token, user) {
  const client = kind.client({ capabilities: { elicitation: {} } });
  const heard = { updates: [] };
  heard.next = new Promise(resolve => (heard.resolve = resolve));
  const updated = ({ params }) => {
    heard.updates.push(params.uri);
    heard.resolve();
  };
  if (kind.generation === 1) {
    client.setRequestHandler(v1types.ElicitRequestSchema, async request => user(request.params));
    client.setNotificationHandler(v1types.ResourceUpdatedNotificationSchema, updated);
  } else {
    client.setRequestHandler('elicitation/create', async request => user(request.params));
    client.setNotificationHandler('notifications/resources/updated', updated);
  }
  await client.connect(kind.transport(new URL(`${server.url}/mcp`), withToken(token)));
  return { client, heard };
}

const within = (promise, seconds, what) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${what} in ${seconds} s`)), seconds * 1000).unref())
  ]);

const call = (kind, client, params, options) =>
  kind.generation === 1 ? client.callTool(params, undefined, options) : client.callTool(params, options);

async function progress(kind, client) {
  const values = [];
  const result = await call(kind, client, { name: 'reverse', arguments: { text: 'stressed' } }, {
    onprogress: ({ progress: value }) => values.push(value)
  });
  assert.equal(result.structuredContent.reversed, 'desserts');
  assert.deepEqual(values, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
}

async function cancels(kind, client) {
  const controller = new AbortController();
  await assert.rejects(
    call(kind, client, { name: 'reverse', arguments: { text: 'stressed' } }, {
      signal: controller.signal,
      onprogress: () => controller.abort('enough')
    })
  );
  await client.callTool({ name: 'greet', arguments: {} }); // the connection still works
}

async function hears(kind, client, heard, other) {
  const era = client.getProtocolEra?.() ?? 'legacy';
  const modern = era === 'modern';
  const subscription = modern
    ? await client.listen({ resourceSubscriptions: [DECISIONS] })
    : await client.subscribeResource({ uri: DECISIONS });
  await other.listTools();
  await within(heard.next, 10, 'change');
  assert.ok(heard.updates.every(uri => uri === DECISIONS));
  if (modern) await subscription.close?.();
  else await client.unsubscribeResource({ uri: DECISIONS });
}

async function answers(client, questions) {
  const result = await client.callTool({ name: 'share_audit_log', arguments: { with: 'bob', limit: 2 } });
  assert.equal(questions.length, 1);
  assert.match(questions[0].message, /2 decisions of the audit log with bob/);
  return result.structuredContent.shared;
}

export async function run() {
  const server = await start(12);
  const admin = issue(server, 'admin', 'mcp:read,mcp:tools,mcp:prompts');
  const alice = issue(server, 'alice', 'mcp:read,mcp:tools');
  for (const kind of CLIENTS) {
    let questions = [];
    let answer = { action: 'accept', content: { share: true } };
    const user = params => {
      questions.push(params);
      return answer;
    };
    let client, heard;
    await check(kind.name, STEP, 'connects', async () => ({ client, heard } = await connect(kind, server, admin, user)));
    if (!client) continue;
    const { client: other } = await connect(kind, server, alice, user);
    await check(kind.name, STEP, 'hears of progress', () => progress(kind, client));
    await check(kind.name, STEP, 'cancels a call', () => cancels(kind, client));
    await check(kind.name, STEP, 'hears of a change', () => hears(kind, client, heard, other));
    await check(kind.name, STEP, 'asks its user, who agrees', async () => assert.equal(await answers(client, questions), 2));
    questions.length = 0;
    answer = { action: 'decline' };
    await check(kind.name, STEP, 'asks its user, who declines', async () => assert.equal(await answers(client, questions), 0));
    await check(kind.name, STEP, 'reads a resource', async () => {
      const { contents } = await client.readResource({ uri: 'greeting://Ada' });
      assert.equal(contents[0].text, 'Hello, Ada!');
    });
    await check(kind.name, STEP, 'completes an argument', async () => {
      const { completion } = await client.complete({
        ref: { type: 'ref/prompt', name: 'greet_user' },
        argument: { name: 'style', value: 'f' }
      });
      assert.deepEqual(completion.values, ['friendly', 'formal']);
    });
    await client.close();
    await other.close();
  }
  await server.stop();
}
