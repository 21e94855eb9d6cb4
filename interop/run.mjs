// Runs the checks that the arguments name (clients, sign-in, …), or all of them, and prints a table of the results.
// "serve" starts the server with the tools and prompts of the conformance suite instead, and runs until it is stopped.
import { check, summary } from './lib/report.mjs';
import { AUTH_SERVER, build, modulesOf, WEB_CLIENT } from './lib/steps.mjs';

const CHECKS = [
  'clients', 'sign-in', 'upstream', 'pages', 'inspector', 'streams', 'conformance',
  'client', 'web-client', 'authorization', 'servers',
  'python', 'go',
  'judges', 'check-auth'
];
const chosen = process.argv.length > 2 ? process.argv.slice(2) : CHECKS;
if (chosen.length === 1 && chosen[0] === 'serve') {
  const { serve } = await import('./serve.mjs');
  process.exit(await serve());
}
const unknown = chosen.filter(name => !CHECKS.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown check: ${unknown.join(', ')}. The checks are ${CHECKS.join(', ')}; to start a server, use serve alone.`);
  process.exit(2);
}

console.log('Building …');
build(...modulesOf([4, 6, 8, 11, 12, 13]), AUTH_SERVER, 'token-tool', 'mcp-client', WEB_CLIENT, 'server-check');
for (const name of chosen) {
  console.log(`\n${name}`);
  const { run } = await import(`./checks/${name}.mjs`);
  try {
    await run();
  } catch (error) {
    await check(name, 'all steps', 'runs to its end', () => Promise.reject(error)); // the other checks can still run
  }
}
process.exit(summary() ? 0 : 1);
