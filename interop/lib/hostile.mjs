// An MCP server and an authorization server at one address, for pages of any origin; a check makes them lie. The sign-in page
// allows everything at once.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name',
  'Access-Control-Expose-Headers': 'WWW-Authenticate'
};

/** Resolves to the servers. `lies` replaces what they say; `requests` has the requests so far. */
export async function startHostile() {
  const world = { requests: [], lies: {} };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, world.url);
    const body = await text(request);
    const seen = { method: request.method, path: url.pathname, query: url.searchParams, body, headers: request.headers };
    if (request.method !== 'OPTIONS') world.requests.push(seen);
    const { status = 200, headers = {}, json } = request.method === 'OPTIONS' ? { status: 204 } : answer(world, seen);
    response.writeHead(status, { ...CORS, 'Content-Type': 'application/json', Connection: 'close', ...headers });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  world.url = `http://localhost:${server.address().port}`;
  world.mcp = `${world.url}/mcp`;
  world.close = () => server.close();
  return world;
}

function answer({ url, mcp, lies }, request) {
  switch (request.path) {
    case '/mcp':
      return mcpAnswer(lies, request);
    case '/.well-known/oauth-protected-resource/mcp':
      return { json: { resource: mcp, authorization_servers: [url], ...lies.resource } };
    case '/.well-known/oauth-authorization-server':
      return {
        json: {
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          registration_endpoint: `${url}/register`,
          code_challenge_methods_supported: ['S256'],
          authorization_response_iss_parameter_supported: true,
          ...lies.metadata
        }
      };
    case '/register':
      return { status: 201, json: { client_id: 'registered' } };
    case '/authorize': {
      const back = new URL(request.query.get('redirect_uri'));
      const parameters = { code: 'a-code', state: request.query.get('state'), iss: url, ...lies.redirect };
      for (const [name, value] of Object.entries(parameters)) if (value !== undefined) back.searchParams.set(name, value);
      return { status: 302, headers: { Location: back.href } };
    }
    case '/token':
      return { json: { access_token: 'a-secret-token', token_type: 'Bearer', expires_in: 600, ...lies.token } };
    default:
      return { status: 404 };
  }
}

function mcpAnswer(lies, { body, headers }) {
  const { id, method } = JSON.parse(body);
  if (!headers.authorization) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer scope="a"' }, json: {} };
  const result = method === 'tools/list' ? { tools: lies.tools ?? [] } : lies.call;
  return result?.status ? result : { json: { jsonrpc: '2.0', id, result } };
}
