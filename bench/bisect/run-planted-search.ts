import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectMetricValuePairs } from '../../harness/bisect/bisect-pair-effects-by-position.ts';
import { bisectReportSchema } from '../../harness/model/documents/bisect-document.ts';
import {
  type Comparison,
  comparisonReportSchema,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { ROOT } from '../built-package.ts';
import { runCli } from '../run-cli.ts';
import { readDefaultAmount } from '../verdicts/workloads.ts';
import type { SearchEntry } from './bisect-entries.ts';
import { findLeftovers, makePlantedHistory } from './make-planted-history.ts';
import { COMMIT_COUNT, type SearchPlan } from './plan-search.ts';

/** Ends that are no trouble of the bench. */
const SOUND: ReadonlySet<number> = new Set([0, 1, 3]);

/**
 * Creates a history, loads the machine, and searches the history both ways.
 * @param amount - Amount of work from the culprit on.
 * @throws if the search is interrupted.
 */
export async function runPlantedSearch(
  { id, workload, culprit, noiseSeed, seed }: SearchPlan,
  amount: number,
  signal: AbortSignal,
) {
  const parent = mkdtempSync(join(tmpdir(), 'perf-harness-bench-bisect-'));
  const folder = join(parent, 'project');
  const noise = spawn(
    process.execPath,
    [join(ROOT, 'bench/verdicts/noise-child.ts'), String(noiseSeed)],
    { stdio: 'ignore' },
  );
  try {
    makePlantedHistory({ folder, workload, commits: COMMIT_COUNT, culprit, amount });
    const bisected = await bisectHistory(folder, seed, signal);
    const traces = findLeftovers(folder);
    const halving = await halve(folder, seed, signal);
    const work = amount / readDefaultAmount(workload);
    return {
      ...({ type: 'search', id, workload: workload.name, culprit, work } as const),
      ...bisected,
      halving,
      traces,
    };
  } finally {
    noise.kill('SIGKILL');
    rmSync(parent, { recursive: true, force: true });
  }
}

async function bisectHistory(folder: string, seed: number, signal: AbortSignal) {
  const file = join(folder, '../bisect.json');
  const args = ['bisect', 'c0', `c${COMMIT_COUNT}`, '--seed', String(seed)];
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

/** Bisects like `git bisect run`, fully comparing at each step; correct only if all steps are. */
async function halve(
  folder: string,
  seed: number,
  signal: AbortSignal,
): Promise<SearchEntry['halving']> {
  const file = join(folder, '../compare.json');
  let [low, high, pairs, wallSeconds] = [0, COMMIT_COUNT, 0, 0];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const args = ['compare', 'c0', `c${middle}`, '--no-explain', '--seed', String(seed + middle)];
    wallSeconds += await search([...args, '--reporter', `json=${file}`], folder, signal);
    const report = comparisonReportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const gated = report.comparisons.find((comparison) => comparison.gated);
    if (gated === undefined) throw new Error('nothing was compared');
    pairs += collectMetricValuePairs(report, gated).length;
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
