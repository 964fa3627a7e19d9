import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pairsOf } from '../../harness/bisect/pairs-of.ts';
import { type BisectReport, bisectReportSchema } from '../../harness/model/bisect-document.ts';
import { type Comparison, comparisonReportSchema } from '../../harness/model/document.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { ROOT } from '../built-package.ts';
import { runCli } from '../run-cli.ts';
import type { JournalEntry } from '../verdicts/journal.ts';
import { workloadOf } from '../verdicts/workloads.ts';
import { makeHistory, tracesIn } from './make-history.ts';

/** One history, searched by perf-harness and by halving. */
export interface SearchEntry extends JournalEntry {
  readonly workload: string;
  readonly culprit: number;
  readonly outcome: BisectReport['outcome'];
  /** The commit that was confirmed; null: none. */
  readonly found: number | null;
  readonly pairs: BisectReport['pairs'];
  /** Of the whole command, snapshots included. */
  readonly wallSeconds: number;
  readonly measuringSeconds: number;
  /** The same history by `compare` against the good commit, halving at each of its answers. */
  readonly halving: {
    readonly found: number;
    readonly pairs: number;
    readonly wallSeconds: number;
  };
  /** What the ends gave; its spread is the robust one of the log-ratio of a pair. */
  readonly ends: Pick<
    Comparison,
    'verdict' | 'reason' | 'ratio' | 'low' | 'high' | 'spread'
  > | null;
  /** What the search left in the repository; empty: nothing. */
  readonly traces: string;
}

export const COMMITS = 64;
const SHARE = 0.05;
/** Each run takes the next, so that no answer rests on one program. */
const NAMES = ['parse', 'sort', 'map', 'matrix'] as const;
/** Ends that are no trouble of the bench. */
const SOUND: ReadonlySet<number> = new Set([0, 1, 3]);

/** Makes a history, loads the machine, and searches it both ways. @throws where that is stopped. */
export async function searchOnce(index: number, signal: AbortSignal): Promise<SearchEntry> {
  const random = createRandom(40_000 + index);
  const workload = workloadOf(NAMES[index % NAMES.length] ?? 'parse');
  const culprit = 1 + random.integer(COMMITS);
  const parent = mkdtempSync(join(tmpdir(), 'perf-harness-bench-bisect-'));
  const folder = join(parent, 'project');
  const noise = spawn(
    process.execPath,
    [join(ROOT, 'bench/verdicts/noise-child.ts'), String(random.integer(2 ** 31))],
    { stdio: 'ignore' },
  );
  try {
    makeHistory({ folder, workload, commits: COMMITS, culprit, share: SHARE });
    const seed = random.integer(2 ** 31);
    const bisected = await bisectHistory(folder, seed, signal);
    const traces = tracesIn(folder);
    const halving = await halve(folder, seed, signal);
    return { id: `run-${index}`, workload: workload.name, culprit, ...bisected, halving, traces };
  } finally {
    noise.kill('SIGKILL');
    rmSync(parent, { recursive: true, force: true });
  }
}

async function bisectHistory(folder: string, seed: number, signal: AbortSignal) {
  const file = join(folder, '../bisect.json');
  const args = ['bisect', 'c0', `c${COMMITS}`, '--seed', String(seed)];
  const wallSeconds = await search([...args, '--reporter', `json=${file}`], folder, signal);
  const report = bisectReportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const last = report.confirmations.at(-1);
  const ends = report.ends.comparisons.find(({ metric }) => metric === report.metric);
  return {
    outcome: report.outcome,
    found: report.outcome === 'found' && last !== undefined ? last.first : null,
    pairs: report.pairs,
    wallSeconds,
    measuringSeconds: report.measuring_ms / 1_000,
    ends: ends === undefined ? null : endsOf(ends),
  };
}

function endsOf({ verdict, reason, ratio, low, high, spread }: Comparison): SearchEntry['ends'] {
  return { verdict, reason, ratio, low, high, spread };
}

/** What `git bisect run` with a full decision at each stop does: right only if every stop is. */
async function halve(
  folder: string,
  seed: number,
  signal: AbortSignal,
): Promise<SearchEntry['halving']> {
  const file = join(folder, '../compare.json');
  let [low, high, pairs, wallSeconds] = [0, COMMITS, 0, 0];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const args = ['compare', 'c0', `c${middle}`, '--no-explain', '--seed', String(seed + middle)];
    wallSeconds += await search([...args, '--reporter', `json=${file}`], folder, signal);
    const report = comparisonReportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const gated = report.comparisons.find((one) => one.gated);
    if (gated === undefined) throw new Error('nothing was compared');
    pairs += pairsOf(report, gated).length;
    if (report.verdict === 'fail') high = middle;
    else low = middle;
  }
  return { found: high, pairs, wallSeconds };
}

/** Runs a search to its end. @returns Seconds from start to exit. */
async function search(args: readonly string[], cwd: string, signal: AbortSignal): Promise<number> {
  const { exitCode, output, seconds } = await runCli(args, cwd, signal);
  if (SOUND.has(exitCode)) return seconds;
  throw new Error(`perf-harness ${args.join(' ')} ended with ${exitCode}:\n${output}`);
}
