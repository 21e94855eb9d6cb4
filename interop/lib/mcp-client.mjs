// The MCP client of this course, as a program: what it prints, and a user who signs in when it asks.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { JAVA, ROOT } from './steps.mjs';
import { openWindow, signIn } from './user.mjs';

const JAR = join(ROOT, 'mcp-client', 'target', 'mcp-client.jar');
const LONGEST = 60_000;

/** Runs the client with the credentials of a folder. Resolves to its exit code and its output. */
export async function mcp(home, args, { user } = {}) {
  const child = spawn(JAVA, ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-jar', JAR, ...args, '--browser', 'none'], {
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', MCP_CLIENT_HOME: home } // without a locale, Java reads only ASCII
  });
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST);
  let [out, err] = ['', ''];
  let browser = Promise.resolve();
  let asked = 0;
  child.stdout.on('data', chunk => (out += chunk));
  child.stderr.on('data', chunk => {
    err += chunk;
    const pages = [...err.matchAll(/^ {2}(http\S*code_challenge=\S+)\n/gm)];
    if (user && pages.length > asked) browser = open(pages[asked++][1], user);
  });
  const code = await new Promise(resolve => child.on('close', resolve));
  clearTimeout(timer);
  await browser;
  return { code, out, err, asked };
}

async function open(url, user) {
  const page = await openWindow();
  try {
    await signIn(page, url, { user });
    await page.waitForURL(address => address.hostname === '127.0.0.1');
  } finally {
    await page.context().close();
  }
}

/** The same; fails unless the client ends with this exit code. */
export async function expectMcp(code, home, args, options) {
  const run = await mcp(home, args, options);
  assert.equal(run.code, code, `mcp ${args.join(' ')} ended with ${run.code}: ${run.out}${run.err}`);
  assert.doesNotMatch(run.out + run.err, /eyJ/, 'a token is shown');
  return run;
}
