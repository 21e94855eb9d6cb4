// Builds the servers of the course, starts them on free ports, and stops what it has started.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const TMP = mkdtempSync(join(tmpdir(), 'interop-'));
export const AUTH_SERVER = 'auth-server';
export const WEB_CLIENT = 'web-client';
const KEYS = join(TMP, 'keys'); // the token tool and all servers share this folder of keys
const DEFAULT_ISSUER = 'http://localhost:9001';
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

/** The environment of this process with these settings for the servers, and no others. */
const environment = settings => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MCP_'))),
  ...settings
});

export function run(command, args, settings = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    cwd: ROOT,
    env: environment(settings)
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr + stdout}`);
  }
  return stdout;
}

/** Runs a command. Returns why it failed, if it did: its last lines, without addresses. */
export function problemOf(command, args, cwd = ROOT) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd, env: environment({}) });
  if (status === 0) return undefined;
  const lines = (error?.message ?? stderr + stdout).trim().split('\n').slice(-5).join('\n');
  return `${basename(command)} ${args.slice(0, 2).join(' ')} failed: ${lines.replace(/https?:\/\/\S+/g, '<address>')}`;
}

/** Builds the runnable jars from the current sources. */
export function build(...modules) {
  run('mvn', ['-q', '-B', '-pl', modules.join(','), '-am', 'package', '-DskipTests', '-Dspotless.check.skip=true']);
}

/** Builds a project that is not a module of this one. */
export function buildAlone(folder) {
  run('mvn', ['-q', '-B', '-f', join(folder, 'pom.xml'), 'package', '-DskipTests', '-Dspotless.check.skip=true']);
}

const moduleOf = step => readdirSync(ROOT).find(name => name.startsWith(`step${step}-`));
export const modulesOf = steps => steps.map(moduleOf);

/** A port that is free at the moment. */
export async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Starts the MCP server of a step. Resolves to its URL, the issuer of its tokens, and a function that stops it. */
export async function start(step, settings = {}) {
  const keys = step < 5 ? {} : { MCP_KEYS_DIR: KEYS };
  if (step >= 5) token('keys', 'generate');
  const server = await launch(jarOf(moduleOf(step)), { ...keys, ...settings });
  return { ...server, issuer: settings.MCP_ISSUER ?? DEFAULT_ISSUER };
}

/** Starts a server with the tools, prompts and resources that the conformance suite calls. */
export function startFixtures(settings = {}) {
  const target = join(ROOT, 'step12-elicitation', 'target');
  const classes = ['step12-elicitation.jar', 'step12-elicitation-1.0.0-tests.jar'].map(jar => join(target, jar)).join(':');
  return launch(['-cp', classes, 'dev.mcpauth.elicitation.ConformanceApp'], settings);
}

/** The folder of keys, which exists then. */
export function keysFolder() {
  token('keys', 'generate');
  return KEYS;
}

/** Starts the practice authorization server. It issues tokens for an MCP server on this port. */
export function startAuthServer(mcpPort, jvmOptions = [], settings = {}) {
  return launch([...jvmOptions, ...jarOf(AUTH_SERVER)], {
    MCP_KEYS_DIR: KEYS,
    MCP_AUDIENCE: `http://localhost:${mcpPort}/mcp`,
    ...settings
  });
}

/**
 * Starts the practice authorization server and the MCP server of a step, which share their keys. Resolves to the URL of the
 * MCP server, the issuer of its tokens, and a function that stops both.
 *
 * @param jvmOptions options for the authorization server
 * @param settings settings of the authorization server
 */
export async function startWithAuthServer(step, jvmOptions = [], settings = {}) {
  const port = await freePort(); // each server needs the URL of the other one before it starts
  const authServer = await startAuthServer(port, jvmOptions, settings);
  try {
    const server = await start(step, { MCP_PORT: `${port}`, MCP_ISSUER: authServer.url });
    return { ...server, stop: () => Promise.all([server.stop(), authServer.stop()]) };
  } catch (error) {
    await authServer.stop();
    throw error;
  }
}

/** Starts the web client of an MCP server; the page signs in with this issuer. */
export const startWebClient = (mcp, issuer, settings = {}) =>
  launch(jarOf(WEB_CLIENT), { MCP_SERVER: mcp, MCP_ISSUER: issuer, ...settings });

/** The arguments that run a copy of a jar: a build must not replace the jar of a running server. */
function jarOf(module) {
  const copy = join(mkdtempSync(join(TMP, 'jar-')), 'server.jar');
  copyFileSync(join(ROOT, module, 'target', `${module}.jar`), copy);
  return ['-jar', copy];
}

/** Starts any Java server of the course and waits until it listens. Resolves to its URL, its output, and how it is stopped. */
export async function launch(args, settings = {}) {
  const child = spawn(JAVA, args, { env: environment({ MCP_PORT: '0', ...settings }) });
  running.add(child);
  let log = '';
  let read;
  const port = await new Promise((resolve, reject) => {
    read = chunk => {
      log += chunk;
      const listening = /Listening on .* port (\d+),/.exec(log);
      if (listening) resolve(listening[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`the server exited with code ${code} before it listened:\n${log}`)));
  });
  for (const stream of [child.stdout, child.stderr]) stream.off('data', read).resume();
  const exited = new Promise(resolve => child.on('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    running.delete(child);
  };
  return { url: `http://localhost:${port}`, log, output: [child.stdout, child.stderr], exited, stop };
}

/** Runs the token tool. Returns its output. */
export const token = (...args) =>
  run(JAVA, ['-jar', join(ROOT, 'token-tool', 'target', 'token-tool.jar'), ...args], { MCP_KEYS_DIR: KEYS }).trim();

/** An access token for one of these servers, from the token tool. */
export const issue = (server, username, scopes, ...more) =>
  token(
    'issue', '--username', username, '--scopes', scopes,
    '--issuer', server.issuer, '--audience', `${server.url}/mcp`, ...more
  );
