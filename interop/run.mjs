// Runs the checks and prints a table. Without arguments all of them; else those that are named: clients, sign-in, …
import { check, summary } from './lib/report.mjs';
import { build, modulesOf } from './lib/steps.mjs';

const CHECKS = ['clients', 'sign-in', 'pages', 'inspector', 'conformance'];
const chosen = process.argv.length > 2 ? process.argv.slice(2) : CHECKS;
const unknown = chosen.filter(name => !CHECKS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no check ${unknown.join(', ')}; there are ${CHECKS.join(', ')}.`);
  process.exit(2);
}

console.log('Building …');
build(...modulesOf([4, 6, 8]), 'token-tool');
for (const name of chosen) {
  console.log(`\n${name}`);
  const { run } = await import(`./checks/${name}.mjs`);
  try {
    await run();
  } catch (error) {
    await check(name, 'all steps', 'runs', () => Promise.reject(error)); // the others can still be made
  }
}
process.exit(summary() ? 0 : 1);
