// Requests within limits. The browser adds a limit that no script can change: the content security policy of this page names the
// servers that it may call.

const TIMEOUT = 10_000; // milliseconds
const MAX_DOCUMENT = 64 * 1024; // bytes

/** An error whose message tells the user what failed, why, and what to do. It never contains a token. */
export class Failure extends Error {}

/** Text from a server for a message: short, and without line breaks. */
export const brief = text => String(text).replace(/\s+/g, ' ').slice(0, 200);

/**
 * Sends a request without cookies and without a referrer. It does not follow redirects, because a redirect could lead to a
 * server that the page has not checked.
 */
export const send = (url, options = {}) =>
  fetch(url, { credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', cache: 'no-store', ...options });

/** The body as bytes, piece by piece. Fails when it is longer than `max` bytes. */
export async function* pieces(response, max) {
  const reader = response.body.getReader();
  try {
    for (let read = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      read += value.length;
      if (read > max) throw new Failure(`The response of ${brief(response.url)} is longer than ${max} bytes.`);
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {}); // the server need not send the rest
  }
}

export async function readText(response, max) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces(response, max)) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

/** Sends a request for a small JSON object. Resolves to the status and the object (undefined if the body is something else). */
export async function sendForJson(url, options) {
  const response = await send(url, { signal: AbortSignal.timeout(TIMEOUT), ...options });
  const text = await readText(response, MAX_DOCUMENT);
  return { status: response.status, json: objectOf(text) };
}

/** The JSON object in a text, or undefined. */
export function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The strings of an array; other values are left out. */
export const strings = value => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : []);

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A URL that the page may call or open: https, or http on this machine. So metadata cannot bring a `javascript:` URL, nor
 * a URL at which others could read the traffic.
 */
export function requireSafe(text, name) {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && THIS_MACHINE.includes(url.hostname));
  if (!safe || url.username || url.password || url.hash) {
    throw new Failure(`The ${name} must be an https URL without user and fragment, not "${brief(text)}".`);
  }
  return url.href;
}
