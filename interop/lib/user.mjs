// A user with a browser: headless Chromium that clicks the buttons of the pages.
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

/** A new window that shares no cookies with other windows. */
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

/** A client's redirect URI: a server on a free port that waits for the browser. It can redirect the browser once more. */
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
    /** Resolves to the parameters of the next request to the redirect URI. */
    next: () => new Promise(resolve => (arrived = resolve)),
    close: () => server.close()
  };
}

// The names and values of the form controls are stable; the texts of the pages are not.
export const userButton = user => `button[name="user"][value="${user}"]`;
export const scopeBox = scope => `input[type="checkbox"][name="scope"][value="${scope}"]`;
export const SCOPE_BOXES = 'input[type="checkbox"][name="scope"]';
export const ALLOW = 'button[name="decision"][value="allow"]';

/** Signs in as a user, selects exactly these scopes (or leaves the selection as it is), and allows access. */
export async function signIn(page, url, { user = 'alice', scopes = null, offered = null } = {}) {
  await page.goto(String(url));
  await page.locator(userButton(user)).click();
  const boxes = page.locator(SCOPE_BOXES);
  await boxes.first().waitFor();
  const names = await boxes.evaluateAll(inputs => inputs.map(input => input.value));
  if (offered) assert.deepEqual(names, offered);
  if (scopes) {
    for (const name of names) {
      await page.locator(scopeBox(name)).setChecked(scopes.includes(name));
    }
  }
  await page.locator(ALLOW).click();
}
