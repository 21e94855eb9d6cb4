// Who this client is. The authorization server knows it already, reads a document about it, or registers it now.

import { brief, Failure, sendForJson } from './http.js';

/**
 * The client ID: the one in the settings, else a new one (RFC 7591). An https URL in the settings is that of a client ID
 * metadata document, which the authorization server must support.
 */
export async function identify(server, configured, redirectUri) {
  const isDocument = configured?.startsWith('https://') ?? false;
  if (configured && (!isDocument || server.takesMetadataDocuments)) return configured;
  if (!server.registrationEndpoint) {
    throw new Failure(`${brief(server.issuer)} does not register clients. Set MCP_CLIENT_ID to a client ID for this page.`);
  }
  const { status, json } = await sendForJson(server.registrationEndpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      client_name: 'MCP web client',
      redirect_uris: [redirectUri],
      application_type: 'native', // on this machine, so plain http is allowed
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none' // a page cannot keep a secret
    })
  });
  if (status >= 300 || typeof json?.client_id !== 'string') {
    const reason = json?.error_description ?? json?.error ?? `status ${status}`;
    throw new Failure(`${brief(server.issuer)} does not register this page: ${brief(reason)}.`);
  }
  return json.client_id;
}
