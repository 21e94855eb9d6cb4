// The TypeScript SDK 2.x without sessions, on the HTTP server of Node.js: a server and a transport for each request.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  McpServer,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { REQUIRED_SCOPES, verify } from './auth.mjs';
import { addEcho } from './echo.mjs';

const rejected = () => new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not valid');
const authenticate = requireBearerAuth({
  verifier: { verifyAccessToken: token => verify(token, rejected) },
  requiredScopes: REQUIRED_SCOPES,
});

// createMcpHandler would answer a request of 2025-11-25 with an event stream, which is slower than JSON.
async function handle(request) {
  const caller = await authenticate(request);
  if (caller instanceof Response) {
    return caller;
  }
  const server = addEcho(new McpServer({ name: 'bench-typescript-2', version: '1.0.0' }));
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  return transport.handleRequest(request, { authInfo: caller });
}

createServer(toNodeHandler({ fetch: handle })).listen(Number(process.env.BENCH_PORT), '127.0.0.1');
