// A user with a browser: headless Chromium, that clicks what the pages show.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { TMP } from './steps.mjs';

const FLAGS = [
  '--no-sandbox', // as root, as in most CI
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];

let browser;

/** A new window, which shares nothing with the others. */
export async function openWindow(options = {}) {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
    env: { ...process.env, HOME: mkdtempSync(join(TMP, 'home-')) }
  });
  const context = await browser.newContext(options);
  return context.newPage();
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Where clients wait for the browser to come back: a server on a free port. It may send the browser on. */
export async function waitForCallback({ host = '127.0.0.1', redirect = false } = {}) {
  let arrived;
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    response.setHeader('Connection', 'close');
    if (url.pathname === '/callback') {
      arrived?.(url.searchParams);
      if (redirect) {
        response.writeHead(302, { Location: `http://127.0.0.1:${server.address().port}/done` });
      }
    }
    response.end('You can close this window.');
  });
  await new Promise(resolve => server.listen(0, host, resolve));
  return {
    url: `http://${host === '::1' ? '[::1]' : 'localhost'}:${server.address().port}/callback`,
    /** The parameters that the browser brings next. */
    next: () => new Promise(resolve => (arrived = resolve)),
    close: () => server.close()
  };
}

/** Signs in: chooses a user, leaves the scopes as they are or ticks just these, and allows. */
export async function signIn(page, url, { user = 'alice', scopes = null, offered = null } = {}) {
  await page.goto(String(url));
  await page.getByRole('button', { name: user }).click();
  const boxes = page.getByRole('checkbox');
  const names = await boxes.evaluateAll(inputs => inputs.map(input => input.value));
  if (offered) assert.deepEqual(names, offered);
  if (scopes) {
    for (const name of names) {
      await page.locator(`input[value="${name}"]`).setChecked(scopes.includes(name));
    }
  }
  await page.getByRole('button', { name: 'Allow' }).click();
}
