// From the URL of an MCP server to its authorization server. The page trusts no document before it has compared the name in it
// with the URL at which it looked.

import { brief, Failure, requireSafe, sendForJson, strings } from './http.js';

/** The URLs of a well-known document: with the path of the URL after its name (RFC 8414 section 3.1), and without. */
function wellKnown(text, name) {
  const { origin, pathname } = new URL(text);
  const path = pathname.replace(/\/$/, '');
  const root = `${origin}/.well-known/${name}`;
  return path === '' ? [root] : [`${root}${path}`, root];
}

/** The document at the first of these URLs that has one. */
async function firstOf(places, what) {
  let reason = 'there is none';
  for (const place of places) {
    try {
      const { status, json } = await sendForJson(place, { headers: { Accept: 'application/json' } });
      if (status === 200 && json) return json;
    } catch (error) {
      if (error instanceof Failure) throw error;
      // The browser does not tell a page which of these it was.
      reason = 'the server is down, does not allow this page (CORS), or is not in the content security policy of this page';
    }
  }
  throw new Failure(`Cannot read the ${what} at ${brief(places.join(' or '))}: ${reason}.`);
}

/** The metadata of the MCP server (RFC 9728): its name in token requests, and who issues tokens for it. */
export async function protectedResource(server, challenge) {
  const places = challenge.resourceMetadata
    ? [requireSafe(challenge.resourceMetadata, 'resource_metadata')]
    : wellKnown(server, 'oauth-protected-resource');
  const metadata = await firstOf(places, 'protected resource metadata');
  if (!covers(metadata.resource, server)) {
    throw new Failure(`The server calls itself "${brief(metadata.resource)}", so a token for it would be for another server.`);
  }
  const issuers = strings(metadata.authorization_servers);
  if (issuers.length === 0) throw new Failure('The protected resource metadata names no authorization server.');
  return { resource: metadata.resource, issuers, scopes: strings(metadata.scopes_supported) };
}

/** The resource has the origin of the server, and its path or a parent of it (MCP, Authorization, "Canonical Server URI"). */
function covers(resource, server) {
  if (typeof resource !== 'string' || !URL.canParse(resource) || resource.includes('#')) return false;
  const [name, url] = [new URL(resource), new URL(server)];
  const parent = name.pathname.replace(/\/$/, '');
  return name.origin === url.origin && (url.pathname === parent || url.pathname.startsWith(`${parent}/`));
}

/** The metadata of an authorization server (RFC 8414, OpenID Connect Discovery). */
export async function authorizationServer(issuer) {
  requireSafe(issuer, 'authorization server');
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  const metadata = await firstOf(
    [
      wellKnown(issuer, 'oauth-authorization-server')[0],
      wellKnown(issuer, 'openid-configuration')[0],
      ...(path === '' ? [] : [`${new URL(issuer).origin}${path}/.well-known/openid-configuration`])
    ],
    'metadata of the authorization server'
  );
  // Compared as strings: https://a.example/ is another issuer than https://a.example (RFC 8414 section 3.3).
  if (metadata.issuer !== issuer) {
    throw new Failure(`The metadata is that of "${brief(metadata.issuer)}", not of ${brief(issuer)}.`);
  }
  if (!strings(metadata.code_challenge_methods_supported).includes('S256')) {
    throw new Failure(`${brief(issuer)} does not say that it supports PKCE with S256, so a stolen code could be used.`);
  }
  return {
    issuer,
    authorizationEndpoint: requireSafe(metadata.authorization_endpoint, 'authorization_endpoint'),
    tokenEndpoint: requireSafe(metadata.token_endpoint, 'token_endpoint'),
    registrationEndpoint:
      metadata.registration_endpoint && requireSafe(metadata.registration_endpoint, 'registration_endpoint'),
    takesMetadataDocuments: metadata.client_id_metadata_document_supported === true,
    promisesIss: metadata.authorization_response_iss_parameter_supported === true
  };
}
