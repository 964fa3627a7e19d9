import { type ComparisonReport, EXIT, type measure, UserError } from 'perf-harness/plugin';

/** What the core says of one metric of one scenario, measured live on both sides (TPB-03). */
export interface Figure {
  readonly scenario: string;
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly baseline: number;
  readonly current: number;
  /** Percent of the baseline; negative: it is worse. */
  readonly improvement: number;
  /** What the core has shown; the noise of the machine is none of it. */
  readonly shown: 'better' | 'worse' | 'unchanged' | 'nothing';
  /** Whether the scenario has it decide: by its kind, or since a budget or a margin names it. */
  readonly decides: boolean;
}

/** A metric of which there are no two values. */
export interface MissingFigure {
  readonly scenario: string;
  readonly metric: string;
  readonly reason: string;
}

/** What a comparison gives a benchmarker. */
export interface Figures {
  readonly measured: readonly Figure[];
  readonly missing: readonly MissingFigure[];
}

/** A value of the baseline that was kept, to be held against the unit of what is measured. */
export interface KeptUnit {
  readonly metric: string;
  readonly unit: string;
}

/**
 * Reads a comparison of the harness. Nothing is measured or judged here again: both values are those of
 * the comparison, and so is what is beyond noise.
 * @throws UserError where a metric has another unit than in the baseline that was kept.
 */
export function readFigures(report: ComparisonReport, kept: readonly KeptUnit[] = []): Figures {
  for (const { metric, unit } of report.comparisons) {
    const before = kept.find((one) => one.metric === metric);
    if (before !== undefined && before.unit !== unit) throw unitMismatch(metric, before.unit, unit);
  }
  const read = report.comparisons.map((one) => readFigure(one, betterOf(report, one)));
  return {
    measured: read.flatMap((one) => ('improvement' in one ? [one] : [])),
    missing: read.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

function unitMismatch(metric: string, before: string, now: string): UserError {
  return new UserError({
    code: 'team-unit-mismatch',
    message: `The baseline has ${metric} in ${before}, and the comparison has it in ${now}, so that the two cannot be compared.`,
    remedy: 'Measure the baseline again with the harness that compares.',
    exitCode: EXIT.baseline,
  });
}

function betterOf(report: ComparisonReport, { scenario, metric, ...one }: measure.Comparison) {
  const told = report.runs.find((run) => run.scenario === scenario)?.metrics[metric]?.better;
  if (told !== undefined) return told;
  // Without its record, the direction of the comparison says which way is good.
  const hasGrown = (one.ratio ?? 1) > 1;
  return (one.direction === 'better') === hasGrown && one.direction !== 'none' ? 'higher' : 'lower';
}

function readFigure(one: measure.Comparison, better: Figure['better']): Figure | MissingFigure {
  const { scenario, metric, unit, base, head, verdict, gated: decides } = one;
  if (base === null || head === null) {
    const reason = one.reason ?? `${verdict}: nothing was measured of it`;
    return { scenario, metric, reason };
  }
  const improvement = improvementOf(base, head, better);
  const shown = SHOWN[verdict];
  const about = { scenario, metric, unit, better };
  return { ...about, baseline: base, current: head, improvement, shown, decides };
}

const SHOWN: Readonly<Record<measure.Comparison['verdict'], Figure['shown']>> = {
  improved: 'better',
  regressed: 'worse',
  unchanged: 'unchanged',
  'same inputs': 'unchanged',
  inconclusive: 'nothing',
  incomparable: 'nothing',
};

/** Digits behind the point that are kept of percents: 5 % is 5 %, whatever binary fractions make of it. */
const DIGITS = 9;

/** Percent of the baseline; of a baseline of 0, where nothing is a share of it, all of it. */
export function improvementOf(baseline: number, current: number, better: Figure['better']): number {
  if (baseline === current) return 0;
  const gained = better === 'lower' ? baseline - current : current - baseline;
  if (baseline === 0) return gained > 0 ? 100 : -100;
  return Number(((gained / Math.abs(baseline)) * 100).toFixed(DIGITS));
}
