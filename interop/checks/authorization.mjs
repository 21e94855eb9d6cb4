// The official conformance suite as a client of the practice authorization server. alice signs in on its pages.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { versionOf } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { ROOT, TMP, freePort, startWithAuthServer } from '../lib/steps.mjs';
import { closeBrowser, openWindow, signIn } from '../lib/user.mjs';

const HERE = join(ROOT, 'interop');
const SUITE = join(HERE, 'node_modules', '@modelcontextprotocol', 'conformance');
const NAME = `conformance ${versionOf('@modelcontextprotocol/conformance')}`;
const LONGEST = 110_000;

/** Registers a client with this redirect URI (RFC 7591). Resolves to its ID. */
async function register(issuer, redirect) {
  const response = await fetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_name: 'Conformance suite', redirect_uris: [redirect], token_endpoint_auth_method: 'none' })
  });
  if (response.status !== 201) throw new Error(`the registration failed: ${await response.text()}`);
  return (await response.json()).client_id;
}

/** Runs the suite; alice signs in on the page that it prints. Resolves to its exit code and output. */
async function suite(server, client, port) {
  const child = spawn(
    process.execPath,
    [
      '--import', join(HERE, 'shims', 'register.mjs'),
      join(SUITE, 'dist', 'index.js'),
      'authorization', '--url', server.issuer, '--client-id', client, '--resource', `${server.url}/mcp`, '-p', `${port}`,
      '-o', join(TMP, 'authorization')
    ],
    { cwd: HERE }
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST);
  let printed = '';
  let browser;
  const read = chunk => {
    printed += chunk;
    const page = /(http:\/\/localhost:\d+\/authorize\?\S+)/.exec(printed);
    if (page) browser ??= open(page[1]);
  };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', read);
  child.stdin.end();
  const code = await new Promise(resolve => child.on('close', resolve));
  clearTimeout(timer);
  await browser;
  return { code, printed };
}

async function open(url) {
  const page = await openWindow();
  await signIn(page, url);
  await page.context().close();
}

export async function run() {
  const server = await startWithAuthServer(8);
  await check(NAME, 'auth-server', 'every check passes', async () => {
    const port = await freePort();
    const client = await register(server.issuer, `http://127.0.0.1:${port}/callback`);
    const { code, printed } = await suite(server, client, port);
    const [, passed, failed] = /^Total: (\d+) passed, (\d+) failed/m.exec(printed) ?? [];
    if (code !== 0 || !(passed >= 3) || failed !== '0') {
      throw new Error(`the suite exited with code ${code}:\n${printed}`);
    }
    console.log(`\nChecks of the practice authorization server passed: ${passed}/${passed}\n`);
  });
  await server.stop();
  await closeBrowser();
}
