// The clients for Python, of both generations: the official SDK's and FastMCP's.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, startWorld } from '../lib/program.mjs';
import { skip } from '../lib/report.mjs';
import { problemOf, ROOT } from '../lib/steps.mjs';

const HERE = join(ROOT, 'interop', 'python');
const CLIENTS = ['mcp', 'fastmcp'];
export const GENERATIONS = [
  { generation: 1, file: 'requirements-1.txt', fastmcp: '3.4.11' },
  { generation: 2, file: 'requirements.txt', fastmcp: '4.2.3' }
];

/** Creates a virtual environment with the packages of a file, unless it exists. Returns its Python, or why there is none. */
export function install({ generation, file }) {
  const folder = join(HERE, '.venv', `${generation}`);
  const python = join(folder, 'bin', 'python');
  const installed = join(folder, file); // a copy, written when all packages are installed
  const wanted = readFileSync(join(HERE, file), 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return { python };
  rmSync(folder, { recursive: true, force: true });
  const problem =
    problemOf('python3', ['-m', 'venv', folder]) ??
    problemOf(python, ['-m', 'pip', 'install', '-q', '--no-compile', '--disable-pip-version-check', '-r', join(HERE, file)]);
  if (problem) return { problem };
  writeFileSync(installed, wanted);
  return { python };
}

export async function run() {
  if (spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status !== 0) {
    return skip('python', 'python3 3.11 or later is not on the PATH');
  }
  const installed = [];
  for (const one of GENERATIONS) {
    console.log(`  Installing the packages of python/${one.file} …`);
    const { python, problem } = install(one);
    if (problem) skip(`python, generation ${one.generation}`, problem);
    else installed.push({ ...one, python });
  }
  if (installed.length === 0) return;
  const world = await startWorld();
  try {
    for (const { generation, python } of installed) {
      const program = name => runProgram(`${name}, generation ${generation}`, python, [join(HERE, 'main.py'), name], world);
      // At the same time, because they mostly wait for a tool that takes five seconds. Not more than two: the authorization
      // server fetches at most two metadata documents from one host at the same time.
      await Promise.all(CLIENTS.map(program));
    }
  } finally {
    await world.stop();
  }
}
