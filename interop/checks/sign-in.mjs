// Every client signs in, starting from the URL of the MCP server: a user allows access in a browser. Then the client steps up
// to another scope, and refreshes its token.
import assert from 'node:assert/strict';
import { CLIENTS, Provider } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { startWithAuthServer } from '../lib/steps.mjs';
import { closeBrowser, openWindow, signIn, waitForCallback } from '../lib/user.mjs';
import { publish } from '../lib/web.mjs';

const isAsked = error => error.name === 'UnauthorizedError' || /Unauthorized/.test(error.message);
const claims = token => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

/** A client and its user. */
export class Session {
  constructor(kind, server, page, callback, metadataUrl) {
    this.kind = kind;
    this.url = new URL(`${server.url}/mcp`);
    this.issuer = server.issuer;
    this.page = page;
    this.callback = callback;
    this.provider = new Provider(callback.url, { metadataUrl, open: url => (this.asked = url) });
  }

  transport() {
    return (this.latest = this.kind.transport(this.url, { authProvider: this.provider }));
  }

  /** Does something that the server rejects until the user has allowed it in the browser. */
  async afterSigningIn(attempt, choices, user = signIn) {
    await assert.rejects(attempt(), isAsked);
    assert.equal(this.asked.searchParams.get('code_challenge_method'), 'S256');
    assert.equal(this.asked.searchParams.get('resource'), this.url.href);
    const arrival = this.callback.next();
    await user(this.page, this.asked, choices);
    const answer = await arrival;
    assert.equal(answer.get('state'), this.provider.sentState);
    assert.equal(answer.get('iss'), this.issuer);
    await this.latest.finishAuth(answer.get('code'), answer.get('iss'));
    return attempt();
  }

  async connect() {
    const client = this.kind.client();
    await client.connect(this.transport());
    return client;
  }

  get scopes() {
    return claims(this.provider.saved.access_token).scope.split(' ').sort();
  }
}

async function all(kind, server, how, metadataUrl) {
  const callback = await waitForCallback();
  const session = new Session(kind, server, await openWindow(), callback, metadataUrl);
  let client;
  await check(kind.name, 'step 8', `signs in ${how}`, async () => {
    client = await session.afterSigningIn(() => session.connect(), { offered: ['mcp:read'] });
    assert.equal((await client.listTools()).tools.length, 2);
    assert.deepEqual(session.scopes, ['mcp:read']);
    const information = session.provider.information;
    assert.equal(claims(session.provider.saved.access_token).client_id, metadataUrl ?? information.client_id);
  });
  if (client) {
    const call = () => client.callTool({ name: 'echo', arguments: { message: 'more' } });
    await check(kind.name, 'step 8', `steps up to another scope, ${how}`, async () => {
      if (kind.refreshesInsteadOfSteppingUp) session.provider.forgetRefreshToken();
      const result = await session.afterSigningIn(call, {});
      assert.match(result.content[0].text, /more/);
      assert.ok(session.scopes.includes('mcp:tools'));
    });
    await check(kind.name, 'step 8', `refreshes its token, ${how}`, async () => {
      const before = session.provider.saved;
      session.provider.saveTokens({ ...before, access_token: 'garbage' });
      await call();
      assert.notEqual(session.provider.saved.refresh_token, before.refresh_token);
    });
    await client.close();
  }
  callback.close();
  await session.page.context().close();
}

/** Browsers apply form-action to every redirect after a form, so the consent page must not restrict it. */
async function returnsToTheClient(kind, server, what, callbackOptions) {
  await check(kind.name, 'step 8', `signs in with ${what}`, async () => {
    const callback = await waitForCallback(callbackOptions);
    const session = new Session(kind, server, await openWindow(), callback);
    const client = await session.afterSigningIn(() => session.connect(), {});
    assert.match(await session.page.content(), /You can close this window/);
    await client.close();
    callback.close();
    await session.page.context().close();
  });
}

export async function run() {
  const web = await publish({
    client_name: 'Interop client',
    redirect_uris: ['http://localhost/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none'
  });
  const server = await startWithAuthServer(8, web.jvmOptions);
  for (const kind of CLIENTS) {
    await all(kind, server, 'after registering');
    await all(kind, server, 'with its metadata document', web.url);
  }
  const [kind] = CLIENTS;
  await returnsToTheClient(kind, server, 'a callback at [::1]', { host: '::1' });
  await returnsToTheClient(kind, server, 'a callback that redirects', { redirect: true });
  await server.stop();
  web.close();
  await closeBrowser();
}
