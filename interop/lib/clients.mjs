// The official TypeScript clients of both generations, behind one interface.
import { readFileSync } from 'node:fs';
import * as v1 from '@modelcontextprotocol/sdk/client/index.js';
import * as v1http from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as v2 from '@modelcontextprotocol/client';

const INFO = { name: 'interop', version: '1.0.0' };
export const versionOf = name =>
  JSON.parse(readFileSync(new URL(`../package.json`, import.meta.url))).dependencies[name];

const generation2 = (label, mode) => ({
  name: `client ${versionOf('@modelcontextprotocol/client')}, ${label}`,
  generation: 2,
  client: options => new v2.Client(INFO, { ...options, versionNegotiation: { mode } }),
  transport: (url, options) => new v2.StreamableHTTPClientTransport(url, options)
});

export const CLIENTS = [
  {
    name: `sdk ${versionOf('@modelcontextprotocol/sdk')}`,
    // When a request needs another scope, this client uses its refresh token if it has one, which cannot add scopes.
    refreshesInsteadOfSteppingUp: true,
    generation: 1,
    client: options => new v1.Client(INFO, options),
    transport: (url, options) => new v1http.StreamableHTTPClientTransport(url, options)
  },
  generation2('2026-07-28', { pin: '2026-07-28' }),
  generation2('legacy', 'legacy'),
  generation2('auto', 'auto')
];

/** Connects to a server. Resolves to the client. */
export async function connect(kind, server, options = {}) {
  const client = kind.client();
  await client.connect(kind.transport(new URL(`${server.url}/mcp`), options));
  return client;
}

/** Transport options that send a token with every request. */
export const withToken = token => ({ requestInit: { headers: { Authorization: `Bearer ${token}` } } });

/** What an SDK needs to sign in: it stores the client's registration and tokens, and opens URLs in the user's browser. */
export class Provider {
  constructor(redirectUrl, { metadataUrl, open }) {
    this.redirectUrl = redirectUrl;
    this.clientMetadataUrl = metadataUrl;
    this.open = open;
  }

  get clientMetadata() {
    return {
      client_name: 'Interop client',
      application_type: 'native',
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none'
    };
  }

  state() {
    return (this.sentState = crypto.randomUUID());
  }

  clientInformation() {
    return this.information;
  }

  saveClientInformation(information) {
    this.information = information;
  }

  tokens() {
    return this.saved;
  }

  saveTokens(tokens) {
    this.saved = tokens;
  }

  forgetRefreshToken() {
    this.saved = { ...this.saved, refresh_token: undefined };
  }

  redirectToAuthorization(url) {
    return this.open(url);
  }

  saveCodeVerifier(verifier) {
    this.verifier = verifier;
  }

  codeVerifier() {
    return this.verifier;
  }

  discoveryState() {
    return this.discovered;
  }

  saveDiscoveryState(state) {
    this.discovered = state;
  }
}
