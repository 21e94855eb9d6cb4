// Starts the server with the tools and prompts that the conformance suite calls, for whoever runs the suite by hand.
import { build, modulesOf, startFixtures } from './lib/steps.mjs';

/** Builds and starts the server on MCP_PORT, and stops it at Ctrl+C. Resolves to the exit code when the server has ended. */
export async function serve() {
  console.log('Building …');
  build(...modulesOf([12]));
  const server = await startFixtures({ MCP_PORT: process.env.MCP_PORT ?? '9000' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal).on(signal, () => server.stop());
  process.stdout.write(server.log);
  server.output[0].pipe(process.stdout);
  server.output[1].pipe(process.stderr);
  console.log(`MCP server for the conformance suite: ${server.url}/mcp (health: ${server.url}/health). Stop it with Ctrl+C.`);
  return (await server.exited) ?? 1;
}
