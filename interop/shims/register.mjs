// Node 20 has no fs.globSync, which the conformance suite imports. Preload this (--import) to give it one.
import * as fs from 'node:fs';
import { register } from 'node:module';

if (!('globSync' in fs)) {
  register('./hooks.mjs', import.meta.url);
}
