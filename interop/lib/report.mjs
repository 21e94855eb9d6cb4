// Runs checks one after the other and keeps their results.
const rows = [];
const skipped = [];

/** The error, indented, with its tokens removed. */
const readable = error =>
  String(error?.stack ?? error)
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token>')
    .replaceAll('\n', '\n        ');

const LONGEST = 120_000;

/** Runs a check, which passes unless it throws or takes too long. */
export async function check(client, step, name, body) {
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${LONGEST / 1000} s`)), LONGEST);
  });
  try {
    await Promise.race([body(), tooLong]);
    rows.push({ client, step, name, passed: true });
    console.log(`  ok    ${client} · ${step} · ${name}`);
  } catch (error) {
    rows.push({ client, step, name, passed: false });
    console.log(`  FAIL  ${client} · ${step} · ${name}\n        ${readable(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Records that a check cannot run on this machine. The last lines of the output say so. */
export function skip(name, reason) {
  skipped.push(`${name}: ${reason.replaceAll('\n', '\n    ')}`);
  console.log(`  SKIP  ${skipped.at(-1)}`);
}

/** Prints a table of the results, and what failed. Returns true if nothing failed. */
export function summary() {
  const cells = new Map();
  for (const { client, step, passed } of rows) {
    const key = `${client}\t${step}`;
    const cell = cells.get(key) ?? { passed: 0, failed: 0 };
    cell[passed ? 'passed' : 'failed']++;
    cells.set(key, cell);
  }
  const lines = [['client', 'step', 'passed', 'failed']];
  for (const [key, { passed, failed }] of cells) lines.push([...key.split('\t'), `${passed}`, `${failed}`]);
  const width = column => Math.max(...lines.map(line => line[column].length));
  console.log();
  for (const [client, step, passed, failed] of lines) {
    console.log(`${client.padEnd(width(0))}  ${step.padEnd(width(1))}  ${passed.padStart(6)}  ${failed.padStart(6)}`);
  }
  const failures = rows.filter(row => !row.passed);
  if (failures.length > 0) console.log('\nFailed (the errors are above):');
  for (const { client, step, name } of failures) console.log(`  ${client} · ${step} · ${name}`);
  console.log(`\n${rows.length - failures.length} passed, ${failures.length} failed`);
  if (skipped.length > 0) console.log('\nSKIPPED: these checks cannot run on this machine:');
  for (const line of skipped) console.log(`  ${line}`);
  return rows.length + skipped.length > 0 && failures.length === 0;
}
