// Users sign in with a certified OpenID provider (npm oidc-provider), behind the authorization server of the course.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import OpenIdProvider from 'oidc-provider';
import { CLIENTS } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { freePort, startWithAuthServer } from '../lib/steps.mjs';
import { ALLOW, closeBrowser, openWindow, waitForCallback } from '../lib/user.mjs';
import { Session } from './sign-in.mjs';

const CLIENT = 'the broker';
const SECRET = 'a secret: of 100%';

/** A provider with one client. Users are whoever they say they are: the password is not checked. */
async function startProvider(callback) {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const provider = new OpenIdProvider(issuer, {
    clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [callback] }],
    cookies: { keys: ['a key for these checks alone'] }
  });
  const server = createServer(provider.callback());
  await new Promise(resolve => server.listen(port, 'localhost', resolve));
  return { issuer, close: () => server.close() };
}

/** Allows access at the authorization server of the course; then signs in to the provider, and allows access there. */
const signInAs = user => async (page, url) => {
  await page.goto(String(url));
  assert.match(await page.content(), /After this page, you sign in with localhost:\d+\./);
  await page.locator(ALLOW).click();
  await page.locator('input[name="login"]').fill(user);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: 'attached' });
  await page.locator('button[type="submit"]').click();
};

export async function run() {
  const port = await freePort();
  const provider = await startProvider(`http://localhost:${port}/authorize/callback`);
  const server = await startWithAuthServer(8, [], {
    MCP_PORT: `${port}`,
    MCP_UPSTREAM: 'oidc',
    MCP_UPSTREAM_ISSUER: provider.issuer,
    MCP_UPSTREAM_CLIENT_ID: CLIENT,
    MCP_UPSTREAM_CLIENT_SECRET: SECRET,
    MCP_UPSTREAM_ROLES: 'alice=user'
  });
  const [kind] = CLIENTS;

  await check('oidc-provider', 'step 8', 'alice signs in with the provider and calls a tool', async () => {
    const callback = await waitForCallback();
    const session = new Session(kind, server, await openWindow(), callback);
    const client = await session.afterSigningIn(() => session.connect(), {}, signInAs('alice'));
    assert.equal((await client.listTools()).tools.length, 2);
    const claims = JSON.parse(Buffer.from(session.provider.saved.access_token.split('.')[1], 'base64url'));
    assert.deepEqual([claims.iss, claims.sub, claims.roles], [server.issuer, 'alice', ['user']]);
    await client.close();
    callback.close();
    await session.page.context().close();
  });

  await check('oidc-provider', 'step 8', 'a user whom the authorization server does not know is refused', async () => {
    const callback = await waitForCallback();
    const session = new Session(kind, server, await openWindow(), callback);
    await assert.rejects(session.connect());
    const arrival = callback.next();
    await signInAs('mallory')(session.page, session.asked);
    const answer = await arrival;
    assert.deepEqual([answer.get('error'), answer.get('code')], ['access_denied', null]);
    callback.close();
    await session.page.context().close();
  });

  await server.stop();
  provider.close();
  await closeBrowser();
}
