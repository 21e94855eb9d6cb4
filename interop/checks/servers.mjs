// The MCP client of this course against servers of other SDKs: it signs in at the practice authorization server, lists, calls in
// each version that the server has, and steps up. Where the metadata of a server do not allow a sign-in, the client gets a token.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { versionOf } from '../lib/clients.mjs';
import { expectMcp } from '../lib/mcp-client.mjs';
import { GENERATIONS, install, noPython } from '../lib/python.mjs';
import { check, skip } from '../lib/report.mjs';
import { ROOT, JAVA, TMP, buildAlone, freePort, issue, keysFolder, startAuthServer } from '../lib/steps.mjs';
import { closeBrowser } from '../lib/user.mjs';

const NAME = 'mcp-client';
const OLD = '2025-11-25';
const NEW = '2026-07-28';
const here = file => join(ROOT, 'interop', 'servers', file);

/** Starts a server with an authorization server, and waits for its first response. Resolves to its URL and how it is stopped. */
async function start(command, args, settings) {
  const port = await freePort();
  const authServer = await startAuthServer(port);
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, PORT: `${port}`, ISSUER: authServer.url, ...settings(port, authServer.url) }
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (log = (log + chunk).slice(-20_000)));
  const ended = new Promise(resolve => child.on('error', resolve).on('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
    await authServer.stop();
  };
  const url = `http://localhost:${port}`;
  for (const end = Date.now() + 60_000; ; ) {
    const status = await fetch(`${url}/mcp`, { method: 'POST' }).then(response => response.status, () => 0);
    if (status > 0) return { url, issuer: authServer.url, stop };
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`the server did not start:\n${log}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

const noSettings = () => ({});

async function signsIn(label, versions, { stepsUp, command, args }) {
  let server;
  await check(NAME, label, 'starts the server', async () => (server = await start(command, args, noSettings)));
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
async function callsWithToken(label, versions, { why, command, args, settings = noSettings }) {
  let server;
  await check(NAME, label, 'starts the server', async () => (server = await start(command, args, settings)));
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

/** The server of the benchmark, whose filter has no metadata (RFC 9728). */
async function javaSdk() {
  const folder = join('bench', 'servers', 'java-sdk');
  buildAlone(folder);
  const keys = keysFolder();
  await callsWithToken('Java SDK 2.1.0', [OLD], {
    why: /does not say where to get one.*Pass a token with --token/,
    command: JAVA,
    args: ['-Xmx64m', '-jar', join(ROOT, folder, 'target', 'bench-java-sdk.jar')],
    settings: (port, issuer) => ({
      BENCH_PORT: `${port}`,
      BENCH_ISSUER: issuer,
      BENCH_AUDIENCE: `http://localhost:${port}/mcp`,
      BENCH_PUBLIC_KEY: join(keys, readdirSync(keys).find(name => name.endsWith('.public.pem')))
    })
  });
}

export async function run() {
  const node = file => ({ command: process.execPath, args: [here(file)] });
  await signsIn(`TypeScript SDK ${versionOf('@modelcontextprotocol/sdk')}`, [OLD], node('typescript-1.mjs'));
  await signsIn(`TypeScript SDK ${versionOf('@modelcontextprotocol/server')}`, [OLD, NEW], {
    stepsUp: true,
    ...node('typescript-2.mjs')
  });
  await javaSdk();
  for (const generation of GENERATIONS) {
    const { python, problem } = noPython() ? { problem: noPython() } : install(`${generation.generation}`, generation.file);
    if (problem) {
      skip(`servers, FastMCP, generation ${generation.generation}`, problem);
    } else {
      // It writes a slash behind an issuer without a path, which is another issuer then (RFC 8414 section 3.3).
      await callsWithToken(`FastMCP ${generation.fastmcp}`, generation.generation === 1 ? [OLD] : [OLD, NEW], {
        why: /issuer is "(http:\/\/localhost:\d+)", expected "\1\/"/,
        command: python,
        args: [here('fastmcp_server.py')]
      });
    }
  }
  await closeBrowser();
}
