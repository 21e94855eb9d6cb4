// The TypeScript SDK 1.x without sessions, on Express, as its documentation shows it: a server and a transport for each request.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { REQUIRED_SCOPES, verify } from './auth.mjs';
import { addEcho } from './echo.mjs';

const rejected = () => new InvalidTokenError('The token is not valid');
const authenticate = requireBearerAuth({
  verifier: { verifyAccessToken: token => verify(token, rejected) },
  requiredScopes: REQUIRED_SCOPES,
});

const app = express();
app.use(express.json());
app.post('/mcp', authenticate, async (request, response) => {
  const server = addEcho(new McpServer({ name: 'bench-typescript-1', version: '1.0.0' }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  response.on('close', () => {
    transport.close();
    server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(request, response, request.body);
});
app.listen(Number(process.env.BENCH_PORT), '127.0.0.1');
