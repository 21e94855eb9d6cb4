// Takes the pictures of the sign-in pages in docs/pictures: node screenshots.mjs. The palette keeps the files small.
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { AUTH_SERVER, build, startAuthServer } from './lib/steps.mjs';
import { closeBrowser, openWindow, userButton, waitForCallback } from './lib/user.mjs';

const PICTURES = new URL('../docs/pictures/', import.meta.url);
const COLORS = 64;

/** The pixels of a picture, as numbers. */
function pixels(page, png) {
  return page.evaluate(async source => {
    const image = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    const colors = Array.from({ length: image.width * image.height }, (_, i) => (data[4 * i] << 16) | (data[4 * i + 1] << 8) | data[4 * i + 2]);
    return { width: image.width, height: image.height, colors };
  }, `data:image/png;base64,${png.toString('base64')}`);
}

const channels = color => [color >> 16, (color >> 8) & 255, color & 255];
const distance = (a, b) => channels(a).reduce((sum, value, i) => sum + (value - channels(b)[i]) ** 2, 0);

/** A PNG with a palette of the most frequent colors; each other color becomes the nearest of them. */
function withPalette({ width, height, colors }) {
  const counts = new Map();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const palette = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, COLORS);
  const nearest = color => palette.reduce((best, other, i) => (distance(color, other) < distance(color, palette[best]) ? i : best), 0);
  const index = new Map([...counts.keys()].map(color => [color, nearest(color)]));
  const rows = Buffer.alloc((width + 1) * height); // each row begins with its filter, 0
  colors.forEach((color, i) => (rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = index.get(color)));
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]); // 8 bits for each pixel, with a palette
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0))
  ]);
}

build(AUTH_SERVER);
const server = await startAuthServer(9000);
const callback = await waitForCallback();
const page = await openWindow({ viewport: { width: 544, height: 300 } });
const canvas = await openWindow();

async function save(name) {
  const file = fileURLToPath(new URL(`${name}.png`, PICTURES));
  writeFileSync(file, withPalette(await pixels(canvas, await page.screenshot({ fullPage: true }))));
  console.log(file);
}

const registration = await fetch(`${server.url}/register`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ client_name: 'MCP Inspector', redirect_uris: [callback.url], token_endpoint_auth_method: 'none' })
});
const url = new URL(`${server.url}/authorize`);
url.search = new URLSearchParams({
  response_type: 'code',
  client_id: (await registration.json()).client_id,
  redirect_uri: callback.url,
  scope: 'mcp:read mcp:tools mcp:prompts',
  code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
  code_challenge_method: 'S256'
});
await page.goto(url.href);
await save('sign-in');
await Promise.all([page.waitForEvent('load'), page.locator(userButton('alice')).click()]);
await save('consent');
callback.close();
await server.stop();
await closeBrowser();
