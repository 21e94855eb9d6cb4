// The client of the official Go SDK.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runProgram, startWorld } from '../lib/program.mjs';
import { skip } from '../lib/report.mjs';
import { problemOf, ROOT, TMP } from '../lib/steps.mjs';

const HERE = join(ROOT, 'interop', 'go');
const PROGRAM = join(TMP, 'go-client');

export async function run() {
  console.log('  Downloading the modules of go/go.mod …');
  if (spawnSync('go', ['version']).status !== 0) return skip('go', 'go is not on the PATH');
  const missing = problemOf('go', ['mod', 'download'], HERE);
  if (missing) return skip('go', missing);
  const problem = problemOf('go', ['build', '-o', PROGRAM, '.'], HERE);
  if (problem) throw new Error(problem);
  const world = await startWorld();
  try {
    await runProgram('go', PROGRAM, [], world);
  } finally {
    await world.stop();
  }
}
