// Resolves the suite's imports of fs to fs with globSync.
const SHIM = new URL('./fs.mjs', import.meta.url).href;

export const resolve = (specifier, context, next) =>
  specifier === 'fs' && context.parentURL?.includes('/conformance/dist/')
    ? { url: SHIM, shortCircuit: true }
    : next(specifier, context);
