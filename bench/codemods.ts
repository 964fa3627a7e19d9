/**
 * Gain of each codemod: its fixture before and after, in fresh processes in turn, on both supported
 * releases of Node.js; and the gain of popular advice that is only believed to be faster. Codemods of
 * queries use their own PostgreSQL on a socket, those of requests a server on loopback. Takes most of
 * an hour, can be stopped at any time and resumes: programs that have not changed are not measured
 * again.
 *
 *   npm run bench -- codemods            all
 *   npm run bench -- codemods --quick    three rounds; not published
 *   npm run bench -- codemods --fresh    forgets what was measured
 *   node bench/codemods.ts [--rounds 15] date-now …    measures these anew, for the next of the above
 *                                                      to publish
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveCacheFolder } from '../harness/host/harness-cache-folder.ts';
import { createHost } from '../harness/host.ts';
import { findNodeBinary } from '../harness/snapshot/dependencies/find-or-download-node-binary.ts';
import { startPostgres } from '../test/support/database-servers.ts';
import { type BenchResult, type BenchRow, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { formatGainRatio, formatGainRowName } from './codemods/codemod-gains.ts';
import { type ComparedForms, compareForms } from './codemods/compare-forms.ts';
import { digestGainCase, GAIN_CASES, type GainCase } from './codemods/gain-cases.ts';
import { PERFORMANCE_MYTHS } from './codemods/performance-myths.ts';
import { createStopSignal } from './resumable-bench.ts';
import { type BenchJournalEntry, openBenchJournal } from './verdicts/bench-journal.ts';

const RELEASES = ['24', '26'];
const ROUNDS = 6;
const QUICK_ROUNDS = 3;
const INTERRUPTED = 130;
const INSTALL_TIMEOUT_MS = 300_000;
const METHOD = `${ROUNDS} rounds, and 11 or 15 where these left the interval wide, in each a fresh process of either form on the same work, the order swapped from round to round; medians over the rounds, and the median of the rounds' ratios with its interval at 95 %. Of those of the processor the time of a call in the quickest batch of a process, warmed up (of those that leave the thread, the processor time of the calling thread); of those that wait, the time of all of the work, once it is warm and the least of some, against PostgreSQL on a socket, a server on loopback, or files.`;

/** Measurement of a case on a release of Node.js. */
interface GainEntry extends BenchJournalEntry, ComparedForms {
  readonly rounds: number;
  readonly seconds: number;
}

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    rounds: { type: 'string' },
  },
  allowPositionals: true,
});
const rounds = Number(values.rounds ?? (values.quick ? QUICK_ROUNDS : ROUNDS));
const state = join(ROOT, '.perf-harness/bench-codemods', values.quick ? 'quick' : 'full');
if (values.fresh || values.quick) rmSync(state, { recursive: true, force: true });
const journal = openBenchJournal<GainEntry>(join(state, 'journal.jsonl'));
const host = createHost();
const signal = createStopSignal();

const pairs = GAIN_CASES.flatMap((gainCase) =>
  RELEASES.map((release) => ({ one: gainCase, release })),
);
const due = pairs.filter(({ one: pair, release }) =>
  positionals.length > 0 ? positionals.includes(pair.id) : found(pair, release) === undefined,
);
await measure(due).catch((error: unknown) => {
  if (!signal.aborted) throw error;
});
if (signal.aborted) {
  console.error(`${journal.entries().length} are measured; the same command goes on.`);
  process.exit(INTERRUPTED);
}
const missing = pairs.filter(({ one: pair, release }) => found(pair, release) === undefined);
if (missing.length === 0) printBenchResult(result());
else console.error(`${missing.length} are not measured yet.`);

async function measure(what: typeof pairs): Promise<void> {
  const database = what.some(({ one: gainCase }) => gainCase.needsDatabase)
    ? await startPostgres(host)
    : null;
  const env: Record<string, string> =
    database === null ? {} : { PGHOST: join(database.socket, '..'), PGUSER: 'postgres' };
  const nodes = new Map<string, string>();
  try {
    for (const release of RELEASES) nodes.set(release, await nodeOf(release));
    for (const { one: gainCase, release } of what) {
      const started = performance.now();
      const node = nodes.get(release) ?? process.execPath;
      const compared = await compareForms(host, gainCase, { node, rounds, env, signal });
      const seconds = (performance.now() - started) / 1_000;
      journal.append({ id: idOf(gainCase, release), ...compared, rounds, seconds });
      console.error(
        `${gainCase.isMyth ? 'myth ' : ''}${gainCase.id} ${release}: ${formatGainRatio(compared)}`,
      );
    }
  } finally {
    await database?.stop();
  }
}

function idOf(gainCase: GainCase, release: string): string {
  return `${gainCase.id}@${release} ${digestGainCase(gainCase)}`;
}

/** Returns the latest measurement of a case on a release. */
function found(gainCase: GainCase, release: string): GainEntry | undefined {
  const id = idOf(gainCase, release);
  return journal.entries().findLast((entry) => entry.id === id);
}

function result(): BenchResult {
  const all = pairs.flatMap(({ one: pair, release }) => {
    const entry = found(pair, release);
    return entry === undefined ? [] : [{ one: pair, release, entry }];
  });
  const [codemods, myths] = [false, true].map((isMyth) =>
    all.filter(({ one: gainCase }) => gainCase.isMyth === isMyth),
  );
  return {
    title: 'Codemods, before and after',
    method: METHOD,
    columns: { ours: 'after', peer: 'before' },
    seconds: Math.round(all.reduce((sum, { entry }) => sum + entry.seconds, 0)),
    rows: (codemods ?? []).map(({ one: gainCase, release, entry }) =>
      rowOf(gainCase, release, entry),
    ),
    tables: [
      {
        title: 'What is said to be faster',
        note: 'None of these is in the catalogue: it is not faster on both releases, gains little, or is not the same.',
        head: ['advice', 'Node.js', 'as it was', 'as advised', 'ratio'],
        body: (myths ?? []).map(({ one: gainCase, release, entry }) =>
          mythCells(gainCase, release, entry),
        ),
      },
    ],
  };
}

/** Returns a release's Node.js executable, installing it if this process runs another one. */
async function nodeOf(release: string): Promise<string> {
  if (process.versions.node.startsWith(`${release}.`)) return process.execPath;
  const limit = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
  return (await findNodeBinary(host, release, resolveCacheFolder(host), limit)).path;
}

function rowOf({ id, measures }: GainCase, release: string, found: ComparedForms): BenchRow {
  const { beforeNs, afterNs, ratio, low, high } = found;
  return {
    name: formatGainRowName(id, release, measures),
    ours: readable(afterNs),
    peer: readable(beforeNs),
    ratio,
    low,
    high,
    limit: 'the interval below 1',
    holds: high < 1,
  };
}

function mythCells({ id }: GainCase, release: string, found: ComparedForms): string[] {
  const advice = PERFORMANCE_MYTHS[id]?.advice ?? id;
  return [
    advice,
    release,
    readable(found.beforeNs),
    readable(found.afterNs),
    formatGainRatio(found),
  ];
}

function readable(nanoseconds: number): string {
  if (nanoseconds >= 1e6) return `${(nanoseconds / 1e6).toFixed(2)} ms`;
  if (nanoseconds >= 1e3) return `${(nanoseconds / 1e3).toFixed(2)} µs`;
  return `${nanoseconds.toFixed(2)} ns`;
}
