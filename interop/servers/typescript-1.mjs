// A server with the TypeScript SDK 1.x, as its documentation shows it: Express, the router for metadata, and the bearer check.
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { getOAuthProtectedResourceMetadataUrl, mcpAuthMetadataRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { METADATA, PORT, RESOURCE, SCOPES, addEcho, verify } from './token.mjs';

const app = express();
app.use(mcpAuthMetadataRouter({ oauthMetadata: METADATA, resourceServerUrl: RESOURCE, scopesSupported: SCOPES }));
app.use(express.json());
const authenticate = requireBearerAuth({
  verifier: { verifyAccessToken: token => verify(token, () => new InvalidTokenError('The token is not valid')) },
  requiredScopes: SCOPES,
  resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(RESOURCE)
});
app.post('/mcp', authenticate, async (request, response) => {
  const server = addEcho(new McpServer({ name: 'typescript-1', version: '1.0.0' }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  response.on('close', () => server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response, request.body);
});
app.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
