// Builds the servers of the course, starts them on free ports, and ends what it started.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const TMP = mkdtempSync(join(tmpdir(), 'interop-'));
const KEYS = join(TMP, 'keys');
const ofJdk = name => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', name) : name);
export const [JAVA, KEYTOOL] = [ofJdk('java'), ofJdk('keytool')];
const running = new Set();

process.on('exit', () => {
  running.forEach(child => child.kill('SIGKILL'));
  rmSync(TMP, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.exit(1));
}

export function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd: ROOT });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr + stdout}`);
  }
  return stdout;
}

/** Builds runnable jars, fresh from the sources. */
export function build(...modules) {
  run('mvn', ['-q', '-B', '-pl', modules.join(','), '-am', 'package', '-DskipTests', '-Dspotless.check.skip=true']);
}

const moduleOf = step => readdirSync(ROOT).find(name => name.startsWith(`step${step}-`));
export const modulesOf = steps => steps.map(moduleOf);

/** Starts a step. Resolves to its URL and a function that stops it. */
export async function start(step, settings = {}, jvmOptions = []) {
  const name = moduleOf(step);
  const copy = join(mkdtempSync(join(TMP, 'jar-')), 'server.jar'); // a build must not change a jar that runs
  copyFileSync(join(ROOT, name, 'target', `${name}.jar`), copy);
  token('keys', 'generate');
  return launch([...jvmOptions, '-jar', copy], settings);
}

/** Starts any Java server of the course that says where it listens. */
export async function launch(args, settings = {}) {
  const child = spawn(JAVA, args, { env: { ...process.env, MCP_PORT: '0', MCP_KEYS_DIR: KEYS, ...settings } });
  running.add(child);
  let log = '';
  const port = await new Promise((resolve, reject) => {
    const read = chunk => {
      log += chunk;
      const listening = /Listening on .* port (\d+),/.exec(log);
      if (listening) resolve(listening[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', code => reject(new Error(`the server ended with ${code}: ${log}`)));
  });
  const stop = () =>
    new Promise(resolve => {
      child.removeAllListeners('exit');
      child.on('exit', () => {
        running.delete(child);
        resolve();
      });
      child.kill('SIGTERM');
    });
  return { url: `http://localhost:${port}`, stop };
}

/** What the token tool prints. */
export function token(...args) {
  process.env.MCP_KEYS_DIR = KEYS;
  return run(JAVA, ['-jar', join(ROOT, 'token-tool', 'target', 'token-tool.jar'), ...args]).trim();
}

/** A token for a server of ours, from the token tool. */
export const issue = (server, username, scopes, ...more) =>
  token('issue', '--username', username, '--scopes', scopes, '--issuer', server.url, '--audience', `${server.url}/mcp`, ...more);
