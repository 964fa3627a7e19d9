import { dirname, join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { type Measured, median } from './measure.ts';

/** Columns of functions.tsv, in this order. */
const COLUMNS = [
  'timestamp',
  'hypothesis',
  'runs',
  'baseline_median_ms',
  'baseline_p95_ms',
  'result_median_ms',
  'result_p95_ms',
  'improvement_pct',
  'status',
] as const;

/** What was made of a hypothesis. */
export interface FunctionOutcome {
  readonly hypothesis: string;
  readonly measured: Measured;
  readonly improvementPct: number;
  readonly status: 'keep' | 'discard';
}

/**
 * Adds what a change of a single function came to, its median and its tail (X814-26), to
 * `functions.tsv` beside experiments.tsv, whose columns are fixed.
 */
export function appendFunctionOutcome(
  { clock, files }: Pick<Host, 'clock' | 'files'>,
  experimentsFile: string,
  { hypothesis, measured, improvementPct, status }: FunctionOutcome,
): void {
  const { base = [], head = [] } = measured.values ?? {};
  const cells = [
    clock.now().toISOString(),
    hypothesis,
    String(Math.min(base.length, head.length)),
    ...[base, head].flatMap((values) => [number(median(values)), number(p95(values))]),
    improvementPct.toFixed(1),
    status,
  ];
  const path = join(dirname(experimentsFile), 'functions.tsv');
  const isNew = !files.isFile(path);
  const lines = files.appendLines(path);
  try {
    if (isNew) lines.write(COLUMNS.join('\t'));
    lines.write(cells.join('\t'));
  } finally {
    lines.close();
  }
}

/** The smallest value that 95 of 100 do not exceed; NaN of none. */
export function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? Number.NaN;
}

/** Empty where nothing was measured. */
function number(value: number): string {
  return Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)));
}
