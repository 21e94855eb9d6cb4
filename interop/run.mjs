// Runs the checks and prints a table. Without arguments all of them; else those that are named: clients, sign-in, …
import { summary } from './lib/report.mjs';
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
  await (await import(`./checks/${name}.mjs`)).run();
}
process.exit(summary() ? 0 : 1);
