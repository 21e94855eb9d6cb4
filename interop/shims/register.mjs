// The conformance suite imports fs.globSync, which Node 20 does not have. Preload this file (--import) to add it.
import * as fs from 'node:fs';
import { register } from 'node:module';

if (!('globSync' in fs)) {
  register('./hooks.mjs', import.meta.url);
}
