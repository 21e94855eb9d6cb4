// A server with the TypeScript SDK 2.x, in both eras: the tool needs a scope that the list does not need.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  McpServer,
  OAuthError,
  OAuthErrorCode,
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  oauthMetadataResponse,
  requireBearerAuth,
  requireScopes
} from '@modelcontextprotocol/server';
import { METADATA, PORT, RESOURCE, SCOPES, addEcho, verify } from './token.mjs';

const authenticate = requireBearerAuth({
  verifier: {
    verifyAccessToken: token => verify(token, () => new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not valid'))
  },
  requiredScopes: ['mcp:read'],
  resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(RESOURCE),
  expectedResource: RESOURCE
});
const mcp = createMcpHandler(() =>
  addEcho(new McpServer({ name: 'typescript-2', version: '1.0.0' }), { scopeChallenge: requireScopes('mcp:tools') })
);

async function handle(request) {
  const document = oauthMetadataResponse(request, {
    oauthMetadata: METADATA,
    resourceServerUrl: RESOURCE,
    scopesSupported: SCOPES
  });
  if (document) return document;
  const caller = await authenticate(request);
  return caller instanceof Response ? caller : mcp.fetch(request, { authInfo: caller });
}

createServer(toNodeHandler({ fetch: handle })).listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
