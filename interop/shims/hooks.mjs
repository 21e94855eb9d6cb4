// Mends two imports: those of fs by the conformance suite get globSync, and mcp-oauth-compliance finds a file whose name it
// spells in lower case, which only some file systems allow.
const SHIM = new URL('./fs.mjs', import.meta.url).href;
const MISSPELT = '@modelcontextprotocol/sdk/client/streamablehttp.js';

export const resolve = (specifier, context, next) => {
  if (specifier === 'fs' && context.parentURL?.includes('/conformance/dist/')) return { url: SHIM, shortCircuit: true };
  return next(specifier === MISSPELT ? MISSPELT.replace('http', 'Http') : specifier, context);
};
