/**
 * What it takes to know that a change keeps what a program does: watching the functions of a released package, in
 * its own tests and in a loop, and running both versions side by side.
 *
 *   node bench/checks.ts
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { medianInterval } from '../harness/stats/median-interval.ts';
import { median } from '../harness/stats/quantile.ts';
import { type BenchRow, printBenchResult, WITHOUT_PEER } from './bench-result.ts';
import { compiled, compileModules, ROOT } from './built-package.ts';

compileModules();
await import(compiled('harness/loader/register-self.js'));
const { createHost } = (await import(
  compiled('harness/host.js')
)) as typeof import('../harness/host.ts');
const { recordSessions } = (await import(
  compiled('plugins/optimize/verify/record/record-sessions.js')
)) as typeof import('../plugins/optimize/verify/record/record-sessions.ts');
const { checkChange } = (await import(
  compiled('plugins/optimize/verify/check-change.js')
)) as typeof import('../plugins/optimize/verify/check-change.ts');

const ROUNDS = process.argv.includes('--quick') ? 1 : 6;
/** The watched loop takes as long as this without being watched. */
const LOOP_MS = 3_000;
const MOST_TIMES = 5;
const MOST_WATCHING_S = 30;
const MOST_CHECK_S = 20;
/** As in the loop: see cli/commands/optimize/check-changes.ts. */
const BUDGET_MS = 15_000;

const SUBJECT = 'find-my-way';
const TESTS = `"${process.execPath}" --test "test/*.test.js"`;
/** Says how long a turn takes, in nanoseconds, over the whole time. */
const LOOP = `
  const router = require('./index.js')();
  for (const path of ['/', '/users', '/users/:id', '/users/:id/orders', '/files/*'])
    router.on('GET', path, () => undefined);
  const paths = ['/', '/users', '/users/12', '/users/7/orders', '/files/a/b'];
  const turns = Number(process.argv[2]);
  const began = performance.now();
  for (let turn = 0; turn < turns; turn += 1) router.find('GET', paths[turn % paths.length]);
  require('node:fs').writeFileSync(process.argv[3], String(performance.now() - began));
`;
const CALIBRATION = 300_000;

const started = performance.now();
const host = createHost();
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-checks-'));
const [base, head] = [makeSide('base'), makeSide('head')];
const source = readFileSync(join(head, 'index.js'), 'utf8');
const calm = "'use strict'\n\n/*";
writeFileSync(
  join(head, 'index.js'),
  source.replace(calm, "'use strict'\n\nconst beside = new Set()\nbeside.clear()\n\n/*"),
);

const rows: BenchRow[] = [];
try {
  const perTurn = (await loopMs([], CALIBRATION)) / CALIBRATION;
  const turns = Math.round(LOOP_MS / perTurn);
  const times: number[] = [];
  const watching: number[] = [];
  const checks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    times.push((await loopMs(['index.js'], turns)) / (await loopMs([], turns)));
    watching.push((await testsSeconds(['index.js'])) - (await testsSeconds([])));
    checks.push(await checkSeconds(round));
  }
  const unit = (text: string) => (value: number) => `${value.toFixed(1)}${text}`;
  rows.push(
    rowOf(`${SUBJECT}, a loop of some seconds, watched`, times, {
      text: unit(' times as long'),
      limit: `at most ${MOST_TIMES} times as long`,
      most: MOST_TIMES,
    }),
    rowOf(`its own tests, watched: so much longer`, watching, {
      text: unit(' s'),
      limit: `at most ${MOST_WATCHING_S} s`,
      most: MOST_WATCHING_S,
    }),
    rowOf('a change of it, checked on what was recorded', checks, {
      text: unit(' s'),
      limit: `at most ${MOST_CHECK_S} s`,
      most: MOST_CHECK_S,
    }),
  );
} finally {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
}

printBenchResult({
  title: 'Checking a change',
  method: `${ROUNDS} rounds with ${SUBJECT}, a router, as it was released. A loop that finds routes, which takes ${LOOP_MS / 1_000} s by itself, with the exports of the package watched and without, in fresh processes; all of its tests with and without; and a change that alters nothing, so that the check uses up the time that it has (${BUDGET_MS / 1_000} s for calls), after the tests were recorded. What a cycle of the loop takes beside all this is in the table of the loop itself. Medians with their intervals at 95 %.`,
  seconds: Math.round((performance.now() - started) / 1_000),
  rows,
});

function makeSide(side: string): string {
  const root = join(folder, side);
  const own = dirname(createRequire(import.meta.url).resolve(`${SUBJECT}/package.json`));
  cpSync(own, root, { recursive: true, dereference: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  // Needs a package that is not installed here.
  rmSync(join(root, 'test/issue-330.test.js'));
  writeFileSync(join(root, 'loop.js'), LOOP);
  return root;
}

async function loopMs(files: readonly string[], turns: number): Promise<number> {
  const out = join(folder, 'loop.txt');
  const text = `"${process.execPath}" loop.js ${turns} "${out}"`;
  await record(files, text);
  return Number(readFileSync(out, 'utf8'));
}

async function testsSeconds(files: readonly string[]): Promise<number> {
  const began = performance.now();
  await record(files, TESTS);
  return (performance.now() - began) / 1_000;
}

async function record(files: readonly string[], text: string): Promise<void> {
  const commands = [{ text, timeoutMs: 300_000 }];
  const { failed } = await recordSessions(host, { root: base, files, commands, signal });
  // Tests that compare functions by identity may fail while these are watched.
  const [first] = failed;
  if (first !== undefined && files.length === 0) throw new Error(first.message);
}

/** What was recorded is known from the first of two. */
async function checkSeconds(seed: number): Promise<number> {
  const check = () =>
    checkChange(host, {
      base,
      head,
      files: ['index.js'],
      testCommand: TESTS,
      budgetMs: BUDGET_MS,
      seed,
      signal,
    });
  if (seed === 0) await check();
  const began = performance.now();
  const { state } = await check();
  if (state !== 'same') throw new Error(`the check says ${state}`);
  return (performance.now() - began) / 1_000;
}

function rowOf(
  name: string,
  values: readonly number[],
  { text, limit, most }: { text: (value: number) => string; limit: string; most: number },
): BenchRow {
  const { low, high } = medianInterval(values, 0.95);
  const middle = median(values);
  return {
    name,
    ours: `${text(middle)} (${text(low)} to ${text(high)})`,
    ...WITHOUT_PEER,
    limit,
    holds: middle <= most,
  };
}
