// Runs checks one after the other and keeps what came of them.
const rows = [];

/** The error, indented, and without the tokens in it. */
const readable = error =>
  String(error?.stack ?? error)
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token>')
    .replaceAll('\n', '\n        ');

/** Runs a check: it passes unless it throws. */
export async function check(client, step, name, body) {
  try {
    await body();
    rows.push({ client, step, name, passed: true });
    console.log(`  ok    ${client} · ${step} · ${name}`);
  } catch (error) {
    rows.push({ client, step, name, passed: false });
    console.log(`  FAIL  ${client} · ${step} · ${name}\n        ${readable(error)}`);
  }
}

/** A line of the table that something else has counted. */
export function counted(client, step, passed, total) {
  for (let i = 0; i < total; i++) rows.push({ client, step, name: `${i}`, passed: i < passed });
}

/** Prints the table; true if nothing failed. */
export function summary() {
  const cells = new Map();
  for (const { client, step, passed } of rows) {
    const key = `${client}\t${step}`;
    const cell = cells.get(key) ?? { passed: 0, failed: 0 };
    cell[passed ? 'passed' : 'failed']++;
    cells.set(key, cell);
  }
  const width = Math.max(...[...cells.keys()].map(key => key.split('\t')[0].length));
  console.log(`\n${'client'.padEnd(width)}  ${'step'.padEnd(14)}  passed  failed`);
  for (const [key, { passed, failed }] of cells) {
    const [client, step] = key.split('\t');
    console.log(`${client.padEnd(width)}  ${step.padEnd(14)}  ${String(passed).padStart(6)}  ${String(failed).padStart(6)}`);
  }
  const failures = rows.filter(row => !row.passed);
  console.log(`\n${rows.length - failures.length} passed, ${failures.length} failed`);
  return rows.length > 0 && failures.length === 0;
}
