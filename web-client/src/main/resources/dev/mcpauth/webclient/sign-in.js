// The sign-in: the page leaves for the authorization server, comes back with a code, and exchanges it for a token.

import { scopesOf } from './challenge.js';
import { authorizationServer, protectedResource } from './discovery.js';
import { brief, Failure, sendForJson } from './http.js';
import { challengeOf, random } from './pkce.js';
import { identify } from './registration.js';

/** What the page must remember while it is away. It contains no token, and is deleted when the page comes back. */
const PENDING = 'sign-in';

const union = (...lists) => [...new Set(lists.flat())];

/**
 * Leaves the page. The challenge says where to sign in and which scopes to ask for.
 *
 * @param before the sign-in so far: its scopes are kept, and its client ID, if the issuer is the same
 * @param retry what the page should do when it is back
 * @param log gets a line for each step
 */
export async function leave({ settings, challenge, before, retry, log }) {
  const resource = await protectedResource(settings.server, challenge);
  const { issuer } = settings;
  if (!resource.issuers.includes(issuer)) {
    const named = brief(resource.issuers.join(', '));
    throw new Failure(`The MCP server wants you to sign in with ${named}, but the settings of this page say ${issuer}.`);
  }
  log(`Read the metadata of the MCP server: ${brief(issuer)} issues its tokens.`);
  const server = await authorizationServer(issuer);
  log('Read the metadata of the authorization server: its issuer is the one looked up, and it supports PKCE with S256.');
  const same = before?.issuer === issuer;
  const redirectUri = `${location.origin}/callback`;
  const clientId = same ? before.clientId : await identify(server, settings.clientId, redirectUri);
  if (!same) log(`This page is the client ${brief(clientId)}.`);
  const asked = challenge.scopes.length > 0 ? challenge.scopes : resource.scopes;
  const scopes = union(same ? before.scopes : [], asked);

  const [state, verifier] = [random(), random()];
  const { promisesIss, tokenEndpoint } = server;
  const pending = { state, verifier, issuer, promisesIss, tokenEndpoint, clientId, redirectUri, scopes, retry };
  log(`Opened the authorization server, asking for ${brief(scopes.join(' ')) || 'no certain scope'}.`);
  sessionStorage.setItem(PENDING, JSON.stringify({ ...pending, resource: resource.resource, log: log.lines }));

  const url = new URL(server.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
    resource: resource.resource, // the token is for this server only (RFC 8707)
    ...(scopes.length > 0 && { scope: scopes.join(' ') })
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

/** What the page remembers, which it can take only once. */
export function takePending() {
  const text = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return text === null ? undefined : JSON.parse(text);
}

/** Comes back with the parameters of the redirect. Resolves to the credentials. */
export async function comeBack(parameters, pending, log) {
  const code = verified(parameters, pending);
  log('The redirect has the state of this sign-in, and the iss of the authorization server.');
  const { status, json } = await sendForJson(pending.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: pending.redirectUri,
      client_id: pending.clientId,
      code_verifier: pending.verifier,
      resource: pending.resource
    })
  });
  if (status !== 200 || typeof json?.access_token !== 'string' || !/^bearer$/i.test(json.token_type)) {
    const reason = json?.error_description ?? json?.error ?? `status ${status} without a bearer token`;
    throw new Failure(`${brief(pending.issuer)} does not exchange the code: ${brief(reason)}.`);
  }
  // A refresh token would outlive this page, so the page does not use one.
  const granted = typeof json.scope === 'string' ? scopesOf(json.scope) : pending.scopes;
  log(`Exchanged the code for a token with ${brief(granted.join(' ')) || 'no named scope'}.`);
  const { issuer, clientId, scopes } = pending;
  const expiry = Number.isFinite(json.expires_in) ? new Date(Date.now() + json.expires_in * 1000) : undefined;
  return { token: json.access_token, issuer, clientId, scopes, granted, expiry };
}

/** The code, if the response belongs to this sign-in. The text of any other response is not shown: it can come from anyone. */
function verified(parameters, pending) {
  if (!pending || parameters.get('state') !== pending.state) {
    throw new Failure('This response belongs to no sign-in of this page. Sign in again.');
  }
  const iss = parameters.get('iss');
  if (iss === null ? pending.promisesIss : iss !== pending.issuer) {
    throw new Failure('The response is not from the authorization server that this page has asked (RFC 9207). Sign in again.');
  }
  const error = parameters.get('error');
  if (error) throw new Failure(`The sign-in failed: ${brief(parameters.get('error_description') ?? error)}`);
  const code = parameters.get('code');
  if (!code) throw new Failure('The response contains no code. Sign in again.');
  return code;
}
