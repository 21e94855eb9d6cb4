// Runs the tests of mcp-oauth-compliance without its web page: node compliance.mjs SERVER ISSUER CALLBACK_PORT. Prints the results
// as JSON.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './steps.mjs';

const [serverUrl, issuer, callbackPort] = process.argv.slice(2);
const file = join(ROOT, 'interop', 'node_modules', 'mcp-oauth-compliance', 'dist', 'compliance', 'compliance-tester.js');
// For the step-up, the program needs a client that is registered already.
const registration = await fetch(`${issuer}/register`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    client_name: 'Compliance tester',
    redirect_uris: [`http://localhost:${callbackPort}/callback`],
    token_endpoint_auth_method: 'none'
  })
});
const { client_id: clientId } = await registration.json();

console.log = console.error; // the program's own output
const { MCPComplianceTester } = await import(pathToFileURL(file));
const tester = new MCPComplianceTester({
  serverUrl,
  protocolVersion: '2025-11-25',
  clientId,
  authorizationEndpoint: `${issuer}/authorize`,
  tokenEndpoint: `${issuer}/token`,
  callbackPort: Number(callbackPort),
  interactiveAuth: true,
  allowHttpMcpConnection: true,
  resourceUri: serverUrl,
  scope: 'mcp:read', // so that the tool needs a step-up
  privilegedToolName: 'get_time' // it is called without arguments
});
const { summary, results } = await tester.runAllTests();
process.stdout.write(JSON.stringify({ summary, results }), () => process.exit(0));
