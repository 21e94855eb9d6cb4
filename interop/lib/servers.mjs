// Servers of other SDKs, which verify the tokens of the practice authorization server.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { versionOf } from './clients.mjs';
import { GENERATIONS, install, noPython } from './python.mjs';
import { JAVA, ROOT, buildAlone, freePort, keysFolder, startAuthServer } from './steps.mjs';

const here = file => join(ROOT, 'interop', 'servers', file);

/** Starts a server with an authorization server, and waits for its first response. Resolves to its URL and how it is stopped. */
export async function start({ command, args, settings = () => ({}) }) {
  const port = await freePort();
  const authServer = await startAuthServer(port);
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, PORT: `${port}`, ISSUER: authServer.url, ...settings(port, authServer.url) }
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (log = (log + chunk).slice(-20_000)));
  const ended = new Promise(resolve => child.on('error', resolve).on('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
    await authServer.stop();
  };
  const url = `http://localhost:${port}`;
  for (const end = Date.now() + 60_000; ; ) {
    const status = await fetch(`${url}/mcp`, { method: 'POST' }).then(response => response.status, () => 0);
    if (status > 0) return { url, issuer: authServer.url, stop };
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`the server did not start:\n${log}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** TypeScript SDK 1.x and 2.x. */
export const typeScript = () =>
  [['@modelcontextprotocol/sdk', 'typescript-1.mjs'], ['@modelcontextprotocol/server', 'typescript-2.mjs']].map(([name, file]) => ({
    label: `TypeScript SDK ${versionOf(name)}`,
    command: process.execPath,
    args: [here(file)]
  }));

/** The server of the benchmark, whose filter has no metadata (RFC 9728). */
export function javaSdk() {
  const folder = join('bench', 'servers', 'java-sdk');
  buildAlone(folder);
  const keys = keysFolder();
  return {
    label: 'Java SDK 2.1.0',
    command: JAVA,
    args: ['-Xmx64m', '-jar', join(ROOT, folder, 'target', 'bench-java-sdk.jar')],
    settings: (port, issuer) => ({
      BENCH_PORT: `${port}`,
      BENCH_ISSUER: issuer,
      BENCH_AUDIENCE: `http://localhost:${port}/mcp`,
      BENCH_PUBLIC_KEY: join(keys, readdirSync(keys).find(name => name.endsWith('.public.pem')))
    })
  };
}

/** FastMCP on both generations of the Python SDK. A server that cannot be installed has a problem instead of a command. */
export const fastMcp = () =>
  GENERATIONS.map(({ generation, fastmcp, file }) => {
    const { python, problem } = noPython() ? { problem: noPython() } : install(`${generation}`, file);
    return { generation, label: `FastMCP ${fastmcp}`, problem, command: python, args: [here('fastmcp_server.py')] };
  });
