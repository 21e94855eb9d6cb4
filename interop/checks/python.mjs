// The clients for Python, of both generations: the official SDK's and FastMCP's.
import { join } from 'node:path';
import { runProgram, startWorld } from '../lib/program.mjs';
import { GENERATIONS, install, noPython, PYTHON } from '../lib/python.mjs';
import { skip } from '../lib/report.mjs';

const CLIENTS = ['mcp', 'fastmcp'];

export async function run() {
  if (noPython()) return skip('python', noPython());
  const installed = [];
  for (const one of GENERATIONS) {
    const { python, problem } = install(`${one.generation}`, one.file);
    if (problem) skip(`python, generation ${one.generation}`, problem);
    else installed.push({ ...one, python });
  }
  if (installed.length === 0) return;
  const world = await startWorld();
  try {
    for (const { generation, python } of installed) {
      const program = name => runProgram(`${name}, generation ${generation}`, python, [join(PYTHON, 'main.py'), name], world);
      // At the same time, because they mostly wait for a tool that takes five seconds. Not more than two: the authorization
      // server fetches at most two metadata documents from one host at the same time.
      await Promise.all(CLIENTS.map(program));
    }
  } finally {
    await world.stop();
  }
}
