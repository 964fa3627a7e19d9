import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { collectPairedValues } from '../../harness/live-comparison/collect-paired-metric-values.ts';
import { rejudgeComparisonFromTrials } from '../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import {
  type ComparisonReport,
  comparisonReportSchema,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { runCli } from '../run-cli.ts';
import type { ComparedMetric, CompareEntry } from './verdict-entries.ts';

/** Exit codes of `compare` that report a verdict; any other means a failure of the bench. */
const SOUND = new Set([0, 1, 3]);

export interface CompareRequest {
  /** Folder of the repository. */
  readonly project: string;
  /** Tag of the commit that is compared with `base`. */
  readonly head: string;
  /** null: the default. */
  readonly margin: string | null;
  /** Metric that decides alone; null: the scenario's own metrics. */
  readonly decideBy: string | null;
  /** Limit for each stage; null: the default. */
  readonly time: string | null;
  readonly seed: number;
  /** File for the full document, gzipped. */
  readonly document: string;
  readonly signal: AbortSignal;
}

/** Result of one whole comparison. */
export type CompareResult = Pick<
  CompareEntry,
  'exitCode' | 'seconds' | 'setupSeconds' | 'metrics' | 'screened' | 'isReplayed'
>;

/**
 * Runs the compiled command line as a user would, in the repository, and saves its full document.
 * @throws Error if the comparison fails or is aborted.
 */
export async function runCompare(request: CompareRequest): Promise<CompareResult> {
  const { project, head, margin, decideBy, time, seed, document, signal } = request;
  const json = `${document}.tmp`;
  const args = [
    'compare',
    'base',
    head,
    '--no-explain',
    '--seed',
    String(seed),
    '--reporter',
    `json=${json}`,
    ...(decideBy === null ? [] : ['--metric', decideBy]),
    ...(margin === null ? [] : ['--margin', margin]),
    ...(time === null ? [] : ['--time', time]),
  ];
  const { exitCode, output, seconds: wallSeconds } = await runCli(args, project, signal);
  if (!SOUND.has(exitCode)) {
    throw new Error(`perf-harness ${args.join(' ')} ended with ${exitCode}:\n${output}`);
  }
  const text = readFileSync(json, 'utf8');
  const report = comparisonReportSchema.parse(JSON.parse(text));
  writeFileSync(json, gzipSync(text));
  renameSync(json, document);
  const seconds = sumMeasuredSeconds(report);
  return {
    exitCode,
    seconds,
    setupSeconds: wallSeconds - seconds,
    metrics: metricsOf(report),
    screened: readScreeningRatios(report),
    isReplayed: isDeepStrictEqual(
      rejudgeComparisonFromTrials(report).comparisons,
      report.comparisons,
    ),
  };
}

/** Returns the seconds from the start of the first trial to the end of the last, gaps included. */
export function sumMeasuredSeconds({ runs }: ComparisonReport): number {
  const trials = runs.flatMap((run) => run.trials);
  if (trials.length === 0) return 0;
  const start = Math.min(...trials.map(({ startedMs }) => startedMs));
  const end = Math.max(...trials.map(({ startedMs, durationMs }) => startedMs + durationMs));
  return (end - start) / 1_000;
}

function metricsOf({ comparisons }: ComparisonReport): Record<string, ComparedMetric> {
  return Object.fromEntries(
    comparisons.map(({ metric, verdict, gated, ratio, low, high, pairs, confirmed }) => [
      metric,
      { verdict, gated, ratio, low, high, pairs, confirmed },
    ]),
  );
}

/** Log-ratios of the screening pairs of the gated metrics, as the verdicts were reached from them. */
export function readScreeningRatios({
  comparisons,
  runs,
}: ComparisonReport): Record<string, number[]> {
  const trialsOf = (side: SideId) =>
    runs.filter((run) => run.side === side).flatMap(({ trials }) => trials);
  const trials = { a: trialsOf('a'), b: trialsOf('b') };
  return Object.fromEntries(
    comparisons
      .filter(({ gated }) => gated)
      .map(({ metric }) => {
        const { base, head } = collectPairedValues(trials, metric, 'screen');
        return [metric, base.map((value, pair) => Math.log((head[pair] ?? 0) / value))];
      }),
  );
}
