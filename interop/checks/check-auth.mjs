// scripts/check_auth.sh at step 13, and at servers of other SDKs. What it finds at the latter is listed here; another finding fails,
// because it may be a false one, and so does an expected finding that no longer appears.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { check, skip } from '../lib/report.mjs';
import { fastMcp, javaSdk, start, typeScript } from '../lib/servers.mjs';
import { JAVA, ROOT, TMP, issue, keysFolder, startWithAuthServer } from '../lib/steps.mjs';

/** By default, the SDKs check neither Origin nor Host. Their verifiers take a refresh token with the audience of the server. */
const ALL = [
  'foreign-origin-rejected', 'foreign-host-rejected', 'invalid-cursor-rejected', 'second-authorization-header-rejected',
  'minted-refresh-token-rejected'
];
const TYPESCRIPT_2 = ['batch-rejected', 'no-error-code-without-token'];
/** Express reads the body before the token is checked, and shows the stack trace of its parser. */
const TYPESCRIPT_1 = [
  ...TYPESCRIPT_2, 'get-streams-or-405', 'unknown-tool-rejected', 'errors-reveal-nothing', 'token-checked-before-body'
];
/** The challenges, the metadata and the scopes come from the filter of the benchmark, not from the SDK. */
const JAVA_SDK = [
  'invalid-request-rejected', 'unsupported-version-header-rejected', 'errors-reveal-nothing',
  'challenge-present', 'invalid-token-code', 'bearer-in-any-case', 'challenge-names-scope', 'insufficient-scope-is-403',
  'resource-metadata-found'
];
/** It names its issuer with a slash at the end, and rejects a token without the scope with 401. */
const FASTMCP = ['unknown-tool-rejected', 'minted-no-expiry-rejected', 'issuer-matches', 'insufficient-scope-is-403'];
/** The Python SDK of the first generation reports an unknown method as wrong parameters. */
const FASTMCP_3 = [
  'unknown-method-rejected', 'unknown-prompt-rejected', 'minted-not-yet-valid-rejected', 'challenge-names-scope'
];

const NAME = 'check_auth.sh';
const tool = join(ROOT, 'token-tool', 'target', 'token-tool.jar');
const mint = join(TMP, 'mint.sh');

async function report(server) {
  const valid = issue(server, 'alice', 'mcp:read,mcp:tools,mcp:prompts');
  const env = {
    PATH: process.env.PATH,
    ...(process.env.JAVA_HOME ? { JAVA_HOME: process.env.JAVA_HOME } : {}),
    MCP_KEYS_DIR: keysFolder(),
    MCP_TOKEN: valid,
    MCP_INSUFFICIENT_TOKEN: issue(server, 'alice', 'mcp:prompts'),
    VALID: valid
  };
  const jar = join(ROOT, 'server-check', 'target', 'server-check.jar');
  const args = ['-jar', jar, '--json', '--mint', `sh '${mint}'`, `${server.url}/mcp`];
  const { stdout } = await promisify(execFile)(JAVA, args, { env, maxBuffer: 2 ** 24 }).catch(error => {
    if (error.stdout) return error; // the exit code says that something was found
    throw error;
  });
  return JSON.parse(stdout);
}

async function judge(label, server, grade, expected) {
  await check(NAME, label, `finds what is known, and nothing else: grade ${grade}`, async () => {
    const result = await report(server);
    assert.deepEqual(result.checks.filter(({ status }) => status === 'fail').map(({ id }) => id).sort(), [...expected].sort());
    assert.equal(result.grade, grade);
    assert.equal(result.summary.skipped, 0, 'each check has what it needs');
  });
}

export async function run() {
  writeFileSync(mint, `case "$1" in
  valid) printf '%s' "$VALID" ;;
  *) exec '${JAVA}' -jar '${tool}' attack "$1" --base "$VALID" ;;
esac
`);
  const course = await startWithAuthServer(13);
  await judge('step 13', course, 'A', []);
  await course.stop();
  const [first, second] = typeScript();
  await judgeOther(first, TYPESCRIPT_1);
  await judgeOther(second, TYPESCRIPT_2);
  await judgeOther(javaSdk(), JAVA_SDK);
  for (const { generation, ...server } of fastMcp()) {
    await judgeOther(server, generation === 1 ? [...FASTMCP, ...FASTMCP_3] : FASTMCP);
  }
}

async function judgeOther(server, expected) {
  if (server.problem) return skip(`check-auth, ${server.label}`, server.problem);
  const running = await start(server);
  await judge(server.label, running, 'D', [...ALL, ...expected]);
  await running.stop();
}
