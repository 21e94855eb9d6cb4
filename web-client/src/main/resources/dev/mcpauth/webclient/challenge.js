// Why the server rejected a request, and where to read on (RFC 9110 section 11.6.1, RFC 6750 section 3, RFC 9728 section 5.1).

// name=value, name="value", or a scheme, which starts the next challenge
const PART = /[\s,]*(?:([^\s,="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([^\s,="]+))/y;

/** The first Bearer challenge in a WWW-Authenticate header, which can hold several challenges. */
export function parseChallenge(header) {
  let parameters = new Map(); // of the current challenge
  let bearer;
  PART.lastIndex = 0;
  for (let part; (part = PART.exec(header ?? '')) !== null; ) {
    const [, name, quoted, plain, scheme] = part;
    if (scheme !== undefined) {
      if (bearer) break;
      parameters = new Map();
      if (scheme.toLowerCase() === 'bearer') bearer = parameters;
    } else if (!parameters.has(name.toLowerCase())) {
      parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
    }
  }
  const found = bearer ?? new Map();
  return {
    error: found.get('error'),
    description: found.get('error_description'),
    resourceMetadata: found.get('resource_metadata'),
    scopes: scopesOf(found.get('scope'))
  };
}

/** The scopes in a space-separated list, each once. */
export const scopesOf = text => [...new Set((text ?? '').split(' '))].filter(scope => scope !== '');
