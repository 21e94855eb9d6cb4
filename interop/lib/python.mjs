// Python packages in a virtual environment of their own.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemOf, ROOT } from './steps.mjs';

export const PYTHON = join(ROOT, 'interop', 'python');

/** The two generations of the official SDK and of FastMCP. */
export const GENERATIONS = [
  { generation: 1, file: 'requirements-1.txt', fastmcp: '3.4.11' },
  { generation: 2, file: 'requirements.txt', fastmcp: '4.2.3' }
];

/** Why there is no usable Python; undefined if there is one. */
export const noPython = () =>
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0
    ? undefined
    : 'python3 3.11 or later is not on the PATH';

/** Creates a virtual environment with the packages of a file, unless it exists. Returns its Python, or why there is none. */
export function install(name, file) {
  const folder = join(PYTHON, '.venv', name);
  const python = join(folder, 'bin', 'python');
  const installed = join(folder, file); // a copy, written when all packages are installed
  const wanted = readFileSync(join(PYTHON, file), 'utf8');
  console.log(`  Installing the packages of python/${file} …`);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return { python };
  rmSync(folder, { recursive: true, force: true });
  const problem =
    problemOf('python3', ['-m', 'venv', folder]) ??
    problemOf(python, ['-m', 'pip', 'install', '-q', '--no-compile', '--disable-pip-version-check', '-r', join(PYTHON, file)]);
  if (problem) return { problem };
  writeFileSync(installed, wanted);
  return { python };
}
