// The official conformance suite with the scenarios that each revision requires: against step 4, against steps 8 and 12 through
// a proxy that adds a token, and against step 12 with the tools, prompts and resources that the suite calls.
import { execFile } from 'node:child_process';
import { createServer, request as send } from 'node:http';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { versionOf } from '../lib/clients.mjs';
import { check } from '../lib/report.mjs';
import { issue, ROOT, start, startFixtures, TMP } from '../lib/steps.mjs';

const HERE = join(ROOT, 'interop');
const SUITE = join(HERE, 'node_modules', '@modelcontextprotocol', 'conformance');
const REVISIONS = ['2025-11-25', '2026-07-28'];
const NAME = `conformance ${versionOf('@modelcontextprotocol/conformance')}`;
const verdicts = [];

/** Runs the scenarios that a revision requires. Resolves to the suite's exit code and output. */
const suite = (url, revision, expected, results) =>
  new Promise(resolve =>
    execFile(
      process.execPath,
      [
        '--import', join(HERE, 'shims', 'register.mjs'),
        join(SUITE, 'dist', 'index.js'),
        'server', '--url', url, '--requirements', revision,
        '--expected-failures', join(HERE, 'expected-failures', expected),
        '--output-dir', join(TMP, results)
      ],
      { maxBuffer: 64 * 1024 * 1024, timeout: 300_000 },
      (error, stdout, stderr) => resolve({ code: error ? error.code ?? 1 : 0, printed: stdout + stderr })
    )
  );

/** The scenarios that a revision requires of a server, from the suite's own list. */
function required(revision) {
  const list = readFileSync(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8');
  const server = /^server:\n((?: {2}- .*\n|\s*#.*\n|\n)*)/m.exec(list)[1];
  return [...server.matchAll(/^ {2}- ([\w-]+)/gm)].map(([, name]) => name);
}

/** Every scenario in the suite's output, and whether it passed. */
const resultsOf = printed =>
  new Map([...printed.matchAll(/^([✓✗]) ([\w-]+):/gmu)].map(([, mark, name]) => [name, mark === '✓']));

/** The suite runs scenarios that it does not score. This check requires the expected result for them, too. */
function checkUnscored(results, scored, expected) {
  const list = readFileSync(join(HERE, 'expected-failures', expected), 'utf8');
  for (const [name, passed] of results) {
    const expectedToFail = new RegExp(`^ {2}- ${name}$`, 'm').test(list);
    if (!scored.includes(name) && passed === expectedToFail) {
      const problem = passed ? `passes; remove it from ${expected}` : `fails and is not in ${expected}`;
      throw new Error(`${name}, which the suite does not score, ${problem}`);
    }
  }
}

async function conforms(step, url, expected) {
  for (const revision of REVISIONS) {
    await check(NAME, step, `${revision}: only the expected scenarios fail`, async () => {
      const { code, printed } = await suite(url, revision, expected, `${step}-${revision}`);
      const results = resultsOf(printed);
      const scored = required(revision);
      verdicts.push(`${step.padEnd(22)}  ${revision}  ${scored.filter(name => results.get(name)).length}/${scored.length}`);
      if (code !== 0 || results.size < scored.length) {
        throw new Error(`the suite exited with code ${code}:\n${printed.slice(printed.indexOf('=== SUMMARY'))}`);
      }
      checkUnscored(results, scored, expected);
    });
  }
}

/** A proxy that adds a token to every request to a server and changes nothing else. */
async function withToken(server, token) {
  const { port } = new URL(server.url);
  const proxy = createServer((incoming, answer) => {
    const outgoing = send(
      {
        port,
        host: '127.0.0.1',
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, authorization: `Bearer ${token}` }
      },
      response => {
        answer.writeHead(response.statusCode, response.rawHeaders);
        response.pipe(answer);
      }
    );
    outgoing.on('error', () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${proxy.address().port}`, close: () => proxy.close() };
}

export async function run() {
  const open = await start(4);
  await conforms('step 4', `${open.url}/mcp`, 'course.yaml');
  await open.stop();

  const scoped = await start(8);
  const proxy = await withToken(scoped, issue(scoped, 'admin', 'mcp:read,mcp:tools,mcp:prompts'));
  await conforms('step 8', `${proxy.url}/mcp`, 'course.yaml');
  proxy.close();
  await scoped.stop();

  const asking = await start(12);
  const proxy12 = await withToken(asking, issue(asking, 'admin', 'mcp:read,mcp:tools,mcp:prompts'));
  await conforms('step 12', `${proxy12.url}/mcp`, 'step12.yaml');
  proxy12.close();
  await asking.stop();

  const fixtures = await startFixtures();
  await conforms('step 12, with fixtures', `${fixtures.url}/mcp`, 'fixtures.yaml');
  await fixtures.stop();

  console.log(`\nScenarios passed, of those that the revision requires\n`);
  verdicts.forEach(verdict => console.log(`  ${verdict}`));
}
