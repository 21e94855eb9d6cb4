// Programs that judge any MCP server, against step 12 with the practice authorization server: mcpscore and mcp-oauth-compliance.
// What they find is listed here with the answer; another finding fails, and so does an answer without its finding.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { startUser } from '../lib/program.mjs';
import { install, noPython } from '../lib/python.mjs';
import { check, skip } from '../lib/report.mjs';
import { freePort, issue, ROOT, startWithAuthServer, TMP } from '../lib/steps.mjs';
import { versionOf } from '../lib/clients.mjs';
import { closeBrowser } from '../lib/user.mjs';

const LOCAL = 'the servers of the course run on this machine, without TLS';
const STATIC = 'the list does not change while the server runs';

/** Rules of mcpscore that the course does not follow, and why. */
const MCPSCORE = {
  security_tls_enabled: LOCAL,
  auth_authorization_servers_https: LOCAL,
  auth_metadata_https: LOCAL,
  capability_tools_list_changed: STATIC,
  capability_prompts_list_changed: STATIC,
  capability_resources_list_changed: STATIC,
  server_websiteurl_present: 'optional; the course is a repository without a website',
  server_icons_present: 'optional; the course has no icon',
  protocol_version_supported_versions_include_negotiated: 'supportedVersions lists the versions for requests with _meta; legacy clients negotiate in initialize',
  readiness_2026_deprecated_features: 'logging is deprecated in 2026-07-28, and the subject of step 10'
};

/** Tests of mcp-oauth-compliance that do not pass, and why. */
const COMPLIANCE = {
  'pkjwt-1.0': 'private_key_jwt is optional; the clients of the practice server are public, or have a secret',
  'step-1.0.8': 'the program takes the scope from a word of error_description, and not from the challenge'
};

const execute = promisify(execFile);

/** The findings are those with an answer. */
const expect = (found, answers) => assert.deepEqual([...new Set(found)].sort(), Object.keys(answers).sort());

async function mcpscore(server) {
  const { python, problem } = install('judges', 'requirements-judges.txt');
  if (problem) return skip('mcpscore', problem);
  const { stdout: version } = await execute(python, ['-c', 'from importlib.metadata import version; print(version("mcpscore"), end="")']);
  await check(`mcpscore ${version}`, 'step 12', 'finds only what has an answer', async () => {
    const token = issue(server, 'admin', 'mcp:read,mcp:tools,mcp:prompts');
    const { stdout } = await execute(join(python, '..', 'mcpscore'), ['--no-config', '--json', '--token', token, `${server.url}/mcp`], {
      maxBuffer: 2 ** 24
    });
    const report = JSON.parse(stdout);
    console.log(`  mcpscore: ${report.score} of ${report.max_score}, readiness ${report.readiness.score} of ${report.readiness.max_score}`);
    const failed = results => results.filter(result => !result.passed).map(result => result.rule_id);
    expect([...failed(report.results), ...failed(report.readiness.results)], MCPSCORE);
  });
}

async function compliance(server) {
  const user = await startUser();
  const bin = mkdtempSync(join(TMP, 'bin-'));
  // The program opens a browser with this command.
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nexec node -e '
    fetch("${user.url}", { method: "POST", body: JSON.stringify({ url: process.argv[1] }) })' -- "$1"\n`, { mode: 0o755 });
  await check(`mcp-oauth-compliance ${versionOf('mcp-oauth-compliance')}`, 'step 12', 'finds only what has an answer', async () => {
    const { stdout } = await execute(
      process.execPath,
      [
        '--import', join(ROOT, 'interop', 'shims', 'register.mjs'),
        join(ROOT, 'interop', 'lib', 'compliance.mjs'), `${server.url}/mcp`, server.issuer, `${await freePort()}`
      ],
      { maxBuffer: 2 ** 24, env: { ...process.env, PATH: bin + delimiter + process.env.PATH } }
    );
    const { summary, results } = JSON.parse(stdout);
    console.log(`  mcp-oauth-compliance: ${summary.passed} passed, ${summary.failed} failed; the others are warnings and notes`);
    expect(results.filter(({ status }) => status === 'fail').map(({ id }) => id), COMPLIANCE);
  });
  user.close();
}

export async function run() {
  const server = await startWithAuthServer(12);
  try {
    if (noPython()) skip('mcpscore', noPython());
    else await mcpscore(server);
    await compliance(server);
  } finally {
    await closeBrowser();
    await server.stop();
  }
}
