// The official conformance suite with the scenarios that each revision requires of a client. The suite starts the client once
// for each scenario, and appends the URL of its own server.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { versionOf } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { JAVA, ROOT, TMP } from '../lib/steps.mjs';

const HERE = join(ROOT, 'interop');
const SUITE = join(HERE, 'node_modules', '@modelcontextprotocol', 'conformance');
const REVISIONS = ['2025-11-25', '2026-07-28'];
const NAME = `conformance ${versionOf('@modelcontextprotocol/conformance')}`;

/** The suite starts all scenarios at once, so each JVM must start quickly and stay small. */
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx96m'];

/** The command must not contain quotes or spaces within a word: the suite splits it at spaces. */
function command() {
  const target = join('..', 'mcp-client', 'target');
  const classes = ['mcp-client.jar', 'mcp-client-1.0.0-tests.jar'].map(jar => join(target, jar)).join(':');
  return [JAVA, ...JVM, '-cp', classes, 'dev.mcpauth.client.ConformanceDriver'].join(' ');
}

/** Runs the scenarios that a revision requires. Resolves to the suite's exit code and output. */
const suite = revision =>
  new Promise(resolve =>
    execFile(
      process.execPath,
      [
        '--import', join(HERE, 'shims', 'register.mjs'),
        join(SUITE, 'dist', 'index.js'),
        'client', '--command', command(), '--requirements', revision, '--timeout', '90000',
        '-o', join(TMP, `client-${revision}`)
      ],
      { cwd: HERE, maxBuffer: 64 * 1024 * 1024, timeout: 300_000 },
      (error, stdout, stderr) => resolve({ code: error ? error.code ?? 1 : 0, printed: stdout + stderr })
    )
  );

/** The scenarios that a revision requires of a client, from the suite's own list. */
function required(revision) {
  const list = readFileSync(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8');
  const client = /^client:\n((?: {2}- .*\n|\s*#.*\n|\n)*)/m.exec(list)[1];
  return [...client.matchAll(/^ {2}- ([\w/-]+)/gm)].map(([, name]) => name);
}

export async function run() {
  const verdicts = [];
  for (const revision of REVISIONS) {
    await check(NAME, 'mcp-client', `${revision}: every required scenario passes`, async () => {
      const { code, printed } = await suite(revision);
      const passed = new Set([...printed.matchAll(/^✓ ([\w/-]+):/gmu)].map(([, name]) => name));
      const scenarios = required(revision);
      const missing = scenarios.filter(name => !passed.has(name));
      verdicts.push(`mcp-client  ${revision}  ${scenarios.length - missing.length}/${scenarios.length}`);
      if (code !== 0 || scenarios.length === 0 || missing.length > 0) {
        const summary = printed.slice(Math.max(0, printed.indexOf('=== SUITE SUMMARY')));
        throw new Error(`the suite exited with code ${code}; not passed: ${missing.join(', ')}\n${summary}`);
      }
    });
  }
  console.log(`\nScenarios passed, of those that the revision requires of a client\n`);
  verdicts.forEach(verdict => console.log(`  ${verdict}`));
}
