// The MCP client of this course against servers of other SDKs: it signs in to the practice authorization server, lists, calls in
// each version that the server has, and steps up. Where the metadata of a server does not allow a sign-in, the client gets a token.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expectMcp } from '../lib/mcp-client.mjs';
import { check, skip } from '../lib/report.mjs';
import { fastMcp, javaSdk, start, typeScript } from '../lib/servers.mjs';
import { TMP, issue } from '../lib/steps.mjs';
import { closeBrowser } from '../lib/user.mjs';

const NAME = 'mcp-client';
const OLD = '2025-11-25';
const NEW = '2026-07-28';

async function signsIn(label, versions, { stepsUp, command, args }) {
  let server;
  await check(NAME, label, 'starts the server', async () => (server = await start({ command, args })));
  if (!server) return;
  const url = `${server.url}/mcp`;
  const home = mkdtempSync(join(TMP, 'client-'));
  await check(NAME, label, 'is rejected without a token', async () => {
    assert.match((await expectMcp(3, home, ['tools', url, '--no-auth'])).err, /requires a token/);
    assert.match((await expectMcp(3, home, ['tools', url, '--token', 'nonsense'])).err, /rejects the token/);
  });
  await check(NAME, label, 'signs in', async () => {
    const login = await expectMcp(0, home, ['login', url], { user: 'alice' });
    assert.equal(login.asked, 1);
    assert.match(login.out, /user {5}alice/);
    assert.match((await expectMcp(0, home, ['tools', url, '--no-input'])).out, /^echo {2}Returns the message/m);
  });
  await check(NAME, label, stepsUp ? 'steps up to call' : 'calls', async () => {
    const call = await expectMcp(0, home, ['call', url, 'echo', 'message=Grüße'], { user: 'alice' });
    assert.equal(call.out.trim(), 'Grüße');
    assert.equal(call.asked, stepsUp ? 1 : 0);
  });
  for (const version of versions) {
    await check(NAME, label, `speaks ${version}`, async () => {
      const more = ['--protocol', version, '--no-input'];
      assert.equal((await expectMcp(0, home, ['call', url, 'echo', 'message=x', ...more])).out.trim(), 'x');
      assert.equal((await expectMcp(2, home, ['call', url, 'ecko', ...more])).out, '');
    });
  }
  await check(NAME, label, 'signs out', () => expectMcp(0, home, ['logout', url]));
  await server.stop();
}

/** @param why what the client says when it cannot sign in */
async function callsWithToken(label, versions, { why, command, args, settings }) {
  let server;
  await check(NAME, label, 'starts the server', async () => (server = await start({ command, args, settings })));
  if (!server) return;
  const url = `${server.url}/mcp`;
  const home = mkdtempSync(join(TMP, 'client-'));
  const token = issue(server, 'alice', 'mcp:read,mcp:tools');
  await check(NAME, label, 'says why it cannot sign in', async () => {
    assert.match((await expectMcp(3, home, ['tools', url])).err, why);
  });
  await check(NAME, label, 'is rejected with a wrong token', async () => {
    assert.match((await expectMcp(3, home, ['tools', url, '--token', 'nonsense'])).err, /rejects the token/);
  });
  await check(NAME, label, 'lists and calls with a token', async () => {
    assert.match((await expectMcp(0, home, ['tools', url, '--token', token])).out, /^echo {2}Returns the message/m);
    const call = await expectMcp(0, home, ['call', url, 'echo', 'message=Grüße', '--token', token]);
    assert.equal(call.out.trim(), 'Grüße');
  });
  for (const version of versions) {
    await check(NAME, label, `speaks ${version}`, () =>
      expectMcp(0, home, ['call', url, 'echo', 'message=x', '--token', token, '--protocol', version])
    );
  }
  await server.stop();
}

export async function run() {
  const [first, second] = typeScript();
  await signsIn(first.label, [OLD], first);
  await signsIn(second.label, [OLD, NEW], { stepsUp: true, ...second });
  const java = javaSdk();
  await callsWithToken(java.label, [OLD], { why: /does not say where to get one.*Pass a token with --token/, ...java });
  for (const { generation, label, problem, ...server } of fastMcp()) {
    if (problem) {
      skip(`servers, ${label}`, problem);
    } else {
      // It writes a slash behind an issuer without a path, which is another issuer then (RFC 8414 section 3.3).
      await callsWithToken(label, generation === 1 ? [OLD] : [OLD, NEW], {
        why: /issuer is "(http:\/\/localhost:\d+)", expected "\1\/"/,
        ...server
      });
    }
  }
  await closeBrowser();
}
