// MCP 2026-07-28 over Streamable HTTP: one POST for each request. The response is one JSON object, or a stream of events that
// ends with it.

import { parseChallenge } from './challenge.js';
import { events } from './event-stream.js';
import { brief, Failure, objectOf, readText, send } from './http.js';

const VERSION = '2026-07-28';
const META = 'io.modelcontextprotocol/';
const MAX_JSON = 4 * 1024 * 1024; // bytes
const MAX_REJECTION = 8 * 1024; // bytes
const MAX_PAGES = 20;

/** The server responded 401 or 403. */
export class Rejected extends Error {
  constructor(status, challenge, body) {
    super(`Status ${status}`);
    this.status = status;
    this.challenge = challenge;
    this.reason = brief(challenge.description ?? body?.error_description ?? challenge.error ?? `status ${status}`);
  }
}

/** A header value: in base64 if it is not plain ASCII, so that no name can add another header ("Value Encoding"). */
export function headerValue(text) {
  if (/^(?!=\?base64\?)[!-~]([ -~]*[!-~])?$/.test(text)) return text;
  return `=?base64?${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}?=`;
}

export class Transport {
  #id = 0;

  /** @param token the access token; without it, the requests are anonymous */
  constructor(server, token) {
    this.server = server;
    this.token = token;
  }

  /** All tools, page by page. */
  async listTools() {
    const tools = [];
    let cursor;
    for (let page = 0; page < MAX_PAGES; page++) {
      const result = await this.request('tools/list', cursor === undefined ? {} : { cursor });
      if (Array.isArray(result.tools)) tools.push(...result.tools);
      if (typeof result.nextCursor !== 'string') return tools;
      cursor = result.nextCursor;
    }
    throw new Failure(`The list of tools has more than ${MAX_PAGES} pages.`);
  }

  /** @param onProgress gets the parameters of each progress notification of this call */
  callTool(name, args, onProgress, signal) {
    const progressToken = this.#id + 1;
    const onNotification = ({ method, params }) => {
      if (method === 'notifications/progress' && params?.progressToken === progressToken) onProgress(params);
    };
    const params = { name, arguments: args, _meta: { progressToken } };
    return this.request('tools/call', params, { 'Mcp-Name': headerValue(name) }, onNotification, signal);
  }

  /** Sends a request, and resolves to its result. */
  async request(method, params, headers = {}, onNotification = () => {}, signal = undefined) {
    const id = ++this.#id;
    const meta = {
      ...params._meta,
      [`${META}protocolVersion`]: VERSION,
      [`${META}clientInfo`]: { name: 'mcp-web-client', version: '1.0.0' },
      [`${META}clientCapabilities`]: {}
    };
    const response = await this.#post({ jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } }, headers, signal);
    if (response.status === 401 || response.status === 403) {
      const challenge = parseChallenge(response.headers.get('WWW-Authenticate'));
      throw new Rejected(response.status, challenge, objectOf(await readText(response, MAX_REJECTION)));
    }
    return resultOf(await messageOf(response, id, onNotification), method, response.status);
  }

  async #post(message, headers, signal) {
    try {
      return await send(this.server, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          'MCP-Protocol-Version': VERSION,
          'Mcp-Method': message.method,
          ...(this.token && { Authorization: `Bearer ${this.token}` }),
          ...headers
        },
        body: JSON.stringify(message),
        signal
      });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Failure(`Cannot call ${this.server}: the server is down, or does not allow this page (CORS).`);
    }
  }
}

/** The response to the request with this ID. Other messages of the stream are notifications. */
async function messageOf(response, id, onNotification) {
  const type = response.headers.get('Content-Type') ?? '';
  if (!/^text\/event-stream\s*(;|$)/i.test(type)) return objectOf(await readText(response, MAX_JSON));
  for await (const data of events(response)) {
    const message = objectOf(data);
    if (message?.id === id && !('method' in message)) return message;
    if (message?.method) onNotification(message);
  }
  throw new Failure('The stream ended before the response. The call may have run; it is not repeated.');
}

function resultOf(message, method, status) {
  if (message?.error) {
    const { message: text, code } = message.error;
    throw new Failure(`The server answered ${method} with an error: ${brief(text)} (${brief(code)})`);
  }
  if (typeof message?.result !== 'object' || message.result === null) {
    throw new Failure(`The server answered ${method} with status ${status} and no JSON-RPC response.`);
  }
  const type = message.result.resultType ?? 'complete';
  if (type !== 'complete') {
    throw new Failure(`The server answered ${method} with a result of the unknown type "${brief(type)}".`);
  }
  return message.result;
}
