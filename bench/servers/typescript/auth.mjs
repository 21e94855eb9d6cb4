// What both servers need to verify access tokens with jose: the RS256 signature, iss, aud and exp.
import { readFile } from 'node:fs/promises';
import { importSPKI, jwtVerify } from 'jose';

const { BENCH_PUBLIC_KEY, BENCH_ISSUER, BENCH_AUDIENCE } = process.env;
const publicKey = await importSPKI(await readFile(BENCH_PUBLIC_KEY, 'utf8'), 'RS256');
const expected = {
  algorithms: ['RS256'],
  issuer: BENCH_ISSUER,
  audience: BENCH_AUDIENCE,
  requiredClaims: ['exp'],
};

/** Returns what the SDKs want to know of a valid token; throws what `rejected` returns if the token is not valid. */
export async function verify(token, rejected) {
  let claims;
  try {
    claims = (await jwtVerify(token, publicKey, expected)).payload;
  } catch {
    throw rejected();
  }
  return {
    token,
    clientId: claims.client_id,
    scopes: claims.scope.split(' '),
    expiresAt: claims.exp,
  };
}

export const REQUIRED_SCOPES = ['mcp:tools'];
