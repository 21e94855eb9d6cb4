// The clients for Python: the official SDK's and FastMCP's.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, startWorld } from '../lib/program.mjs';
import { skip } from '../lib/report.mjs';
import { problemOf, ROOT } from '../lib/steps.mjs';

const HERE = join(ROOT, 'interop', 'python');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const VENV = join(HERE, '.venv');
const INSTALLED = join(VENV, 'requirements.txt'); // what the environment has, once it is complete
const PYTHON = join(VENV, 'bin', 'python');

/** Creates the virtual environment, unless it has these versions already. Returns why it cannot. */
function install() {
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return undefined;
  if (spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status !== 0) {
    return 'python3 3.11 or later is not on the PATH';
  }
  rmSync(VENV, { recursive: true, force: true });
  const problem =
    problemOf('python3', ['-m', 'venv', VENV]) ??
    problemOf(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  if (!problem) writeFileSync(INSTALLED, wanted);
  return problem;
}

export async function run() {
  console.log('  Installing the packages of python/requirements.txt …');
  const problem = install();
  if (problem) return skip('python', problem);
  const world = await startWorld();
  try {
    await runProgram('python', PYTHON, [join(HERE, 'main.py')], world.settings);
  } finally {
    await world.stop();
  }
}
