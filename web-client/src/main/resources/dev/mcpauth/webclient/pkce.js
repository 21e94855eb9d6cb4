// Proof Key for Code Exchange (RFC 7636): who has only the code, from a log or a history, cannot exchange it.

const base64url = bytes =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** 256 random bits, for a code verifier or a state. */
export const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** The challenge that goes ahead of a verifier, with the method S256. */
export async function challengeOf(verifier) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(hash));
}
