// What both servers need: the settings, the authorization server, its keys, and a tool.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';

export const { PORT, ISSUER } = process.env;
export const RESOURCE = new URL(`http://localhost:${PORT}/mcp`);
export const METADATA = await (await fetch(`${ISSUER}/.well-known/oauth-authorization-server`)).json();
export const SCOPES = ['mcp:read', 'mcp:tools'];

const keys = createRemoteJWKSet(new URL(METADATA.jwks_uri));

/** Returns what the SDKs need to know about a valid token; throws what `rejected` returns if the token is not valid. */
export async function verify(token, rejected) {
  try {
    const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: RESOURCE.href, requiredClaims: ['exp'] });
    return {
      token,
      clientId: payload.client_id,
      scopes: payload.scope.split(' '),
      expiresAt: payload.exp,
      resource: RESOURCE
    };
  } catch {
    throw rejected();
  }
}

/** Adds a tool that returns its argument. */
export function addEcho(server, options = {}) {
  const inputSchema = z.object({ message: z.string() });
  server.registerTool('echo', { description: 'Returns the message.', inputSchema, ...options }, ({ message }) => ({
    content: [{ type: 'text', text: message }]
  }));
  return server;
}
