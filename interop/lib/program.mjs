// Runs clients that are programs of their own, in another language: the servers, the tokens and the user that they need, and
// their results. interop/README.md describes what such a program reads and writes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { check } from './report.mjs';
import { issue, startWithAuthServer } from './steps.mjs';
import { closeBrowser, openWindow, signIn, waitForCallback } from './user.mjs';
import { publish } from './web.mjs';

const LONGEST = 240_000;
const ALL_SCOPES = 'mcp:read,mcp:tools,mcp:prompts';

/** Starts steps 8, 11 and 12 with their authorization servers, and a user. Resolves to what a program must know about them. */
export async function startWorld() {
  const web = await publish({
    client_name: 'Interop client',
    redirect_uris: ['http://localhost/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none'
  });
  const started = [];
  for (const step of [8, 11, 12]) started.push({ step, server: await startWithAuthServer(step, web.jvmOptions) });
  const user = await startUser();
  const settings = { metadata_url: web.url };
  for (const { step, server } of started) {
    settings[`step${step}`] = {
      url: `${server.url}/mcp`,
      admin: issue(server, 'admin', ALL_SCOPES),
      alice: issue(server, 'alice', 'mcp:read,mcp:tools'),
      expired: issue(server, 'alice', ALL_SCOPES, '--expires', '-5m')
    };
  }
  const stop = async () => {
    user.close();
    web.close();
    await closeBrowser();
    await Promise.all(started.map(({ server }) => server.stop()));
  };
  return { settings, user, stop };
}

/**
 * A user with a browser, for programs: takes `{url}`, signs in there, and responds with the parameters of the redirect.
 * Programs that have a server for the redirect get an empty object.
 */
export async function startUser() {
  const callbacks = new Map(); // by URL
  const server = createServer(async (request, response) => {
    response.setHeader('Connection', 'close');
    const page = await openWindow();
    try {
      const url = new URL(JSON.parse(await text(request)).url);
      assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
      assert.match(url.searchParams.get('resource') ?? 'no resource', /^http:\/\/localhost:\d+\/mcp$/);
      const redirect = new URL(url.searchParams.get('redirect_uri'));
      await untilReachable(redirect);
      const arrival = callbacks.get(redirect.href)?.next();
      await signIn(page, url);
      if (!arrival) await page.waitForURL(address => address.port === redirect.port);
      response.end(JSON.stringify(arrival ? Object.fromEntries(await arrival) : {}));
    } catch (error) {
      response.writeHead(500).end(String(error));
    } finally {
      await page.context().close();
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** A redirect URI for one program: only one sign-in at a time can use it. */
    callback: async () => {
      const callback = await waitForCallback();
      callbacks.set(callback.url, callback);
      return callback.url;
    },
    close: () => [server, ...callbacks.values()].forEach(one => one.close())
  };
}

/** A client may open the browser first, and then start its server for the redirect. */
async function untilReachable({ hostname, port }) {
  for (const end = Date.now() + 30_000; ; ) {
    const reachable = await new Promise(resolve => {
      const socket = connect({ host: hostname, port }, () => resolve(true)).on('error', () => resolve(false));
      socket.unref();
    }).catch(() => false);
    if (reachable) return;
    if (Date.now() > end) throw new Error(`nothing listens on port ${port} for the redirect`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** Runs a program, and reports each result that it prints as a check. It fails if the program does not run to its end. */
export async function runProgram(name, command, args, { settings, user }) {
  const child = spawn(command, args);
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise(resolve => child.on('error', resolve).on('close', (code, signal) => resolve(code ?? signal)));
  let log = '';
  const record = text => (log = (log + text).slice(-20_000));
  child.stderr.on('data', record);
  child.stdin.on('error', record); // the program ended before it had read its settings
  child.stdin.end(JSON.stringify({ ...settings, user: user.url, callback: await user.callback() }));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) {
      const { client, step, check: what, error } = JSON.parse(line);
      await check(client, step, what, () => (error ? Promise.reject(new Error(error)) : Promise.resolve()));
    } else {
      record(`${line}\n`);
    }
  }
  await check(name, 'all steps', 'runs to its end', async () => {
    const end = await ended;
    if (end !== 0) throw new Error(`ended with ${end}:\n${log}`);
  });
  clearTimeout(timer);
  process.off('exit', kill);
}
