/**
 * Draws faults with a seed from all that Stryker would try, the same number in each part of the
 * product, and adds them to those by hand: `node tools/faults/draw.ts > test/faults.json`.
 */
import { globSync, readFileSync } from 'node:fs';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { createRandom } from '../../harness/stats/random.ts';
import { type Fault, readFaults } from './fault.ts';

const SEED = 24;
const PARTS: Readonly<Record<string, number>> = {
  cli: 11,
  api: 11,
  'harness/executors': 11,
  'harness/checks': 11,
  'harness/gate': 11,
  reports: 11,
  profilers: 11,
  plugins: 12,
  'harness/snapshot': 11,
};

const SILENT = () => {};
const logger = {
  ...{ trace: SILENT, debug: SILENT, info: SILENT, warn: SILENT, error: SILENT, fatal: SILENT },
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
};

/** Of a text, the offset of a line and column, both from 0. */
function offsetOf(lines: readonly string[], line: number, column: number): number {
  return lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + column;
}

/** The change with as much around it as makes its place the only one. */
function uniquely(
  text: string,
  start: number,
  end: number,
  replacement: string,
): Pick<Fault, 'find' | 'replace'> {
  let [from, to] = [start, end];
  while (text.split(text.slice(from, to)).length !== 2) {
    from = Math.max(0, text.lastIndexOf('\n', from - 2) + 1);
    const next = text.indexOf('\n', to + 1);
    to = next === -1 ? text.length : next;
  }
  return {
    find: text.slice(from, to),
    replace: text.slice(from, start) + replacement + text.slice(end, to),
  };
}

async function faultsIn(file: string): Promise<readonly Omit<Fault, 'id'>[]> {
  const content = readFileSync(file, 'utf8');
  // biome-ignore lint/suspicious/noExplicitAny: the types of its options are those of a whole run.
  const options: any = { plugins: null, excludedMutations: [], ignorers: [], noHeader: true };
  const instrumenter = new Instrumenter(logger);
  const { mutants } = await instrumenter.instrument(
    [{ name: file, mutate: true, content }],
    options,
  );
  const lines = content.split('\n');
  return mutants
    .filter(({ status }) => status === undefined)
    .map(({ location, replacement = '', mutatorName }) => {
      const start = offsetOf(lines, location.start.line, location.start.column);
      const end = offsetOf(lines, location.end.line, location.end.column);
      return { file, ...uniquely(content, start, end, replacement), what: mutatorName };
    });
}

/** Files first, then places in them, so that a long file counts no more than a short one. */
async function draw(
  part: string,
  count: number,
  random: { next: () => number },
): Promise<readonly Fault[]> {
  const files = globSync(`${part}/**/*.ts`).sort();
  const drawn: Fault[] = [];
  while (drawn.length < count) {
    const [file] = files.splice(Math.floor(random.next() * files.length), 1);
    if (file === undefined) return drawn;
    const faults = await faultsIn(file);
    const fault = faults[Math.floor(random.next() * faults.length)];
    if (fault !== undefined) drawn.push({ id: `${part}-${drawn.length + 1}`, ...fault });
  }
  return drawn;
}

const random = createRandom(SEED);
const faults: Fault[] = readFaults().filter(({ id }) => id.startsWith('by-hand'));
for (const [part, count] of Object.entries(PARTS))
  faults.push(...(await draw(part, count, random)));
process.stdout.write(`${JSON.stringify(faults, null, 2)}\n`);
