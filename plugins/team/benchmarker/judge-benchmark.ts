import type { TestComparison } from '../optimizer/find-new-compile-test-failures.ts';
import type { BenchVerdict } from '../session/task-completion.ts';
import { formatCriterion, type SuccessCriterion } from '../success-criterion.ts';
import {
  type Benchmark,
  computeImprovement,
  type Judged,
  type MeasuredMetric,
  worstVerdict,
} from './benchmark-document.ts';
import type { MeasuredMetrics } from './read-metrics-and-gains-of-comparison.ts';

/** Worsening of a metric, in percent, that is let pass; more is a regression (TPB-06, D5). */
export const MAX_REGRESSION_PCT = 5;
/** Share of the wanted improvement from which on it is a warning and no failure (D5). */
export const MIN_ACHIEVED_SHARE = 0.5;

/** Judges a change by its criteria, and any regression whatever its purpose (TPB-05, TPB-06). */
export function judgeBenchmark(
  { measured }: Pick<MeasuredMetrics, 'measured'>,
  criteria: readonly SuccessCriterion[],
  tests: TestComparison | null,
): Pick<Benchmark, 'metrics' | 'criteria' | 'overall'> {
  const metrics = measured.map((figure) => ({ ...figure, ...judgeRegression(figure) }));
  const judged = criteria.map((criterion) => ({
    criterion,
    ...judgeCriterion(criterion, measured),
  }));
  const ofTests: BenchVerdict = tests?.state === 'failed' ? 'FAIL' : 'PASS';
  const all = [...metrics, ...judged].map(({ verdict }) => verdict);
  return { metrics, criteria: judged, overall: worstVerdict([...all, ofTests]) };
}

/**
 * Judges a regression, which must be both larger than {@link MAX_REGRESSION_PCT} and beyond noise.
 * A metric that the scenario does not gate only warns: an index takes memory, for example, which
 * may be acceptable.
 */
export function judgeRegression({ improvement, shown, decides }: MeasuredMetric): Judged {
  const worse = -improvement;
  if (worse <= MAX_REGRESSION_PCT) return { verdict: 'PASS', reason: 'it is not a regression' };
  switch (shown) {
    case 'worse':
      return decides
        ? { verdict: 'FAIL', reason: `it is ${formatPercent(worse)} worse, beyond noise` }
        : {
            verdict: 'WARN',
            reason: `it is ${formatPercent(worse)} worse, but is not gated here`,
          };
    case 'nothing':
      return {
        verdict: 'WARN',
        reason: `it may be ${formatPercent(worse)} worse; the result is inconclusive`,
      };
    case 'better':
    case 'unchanged':
      return { verdict: 'PASS', reason: 'the difference is within noise' };
  }
}

/** Judges a criterion by the worst of its scenarios. A criterion without any value is not met. */
export function judgeCriterion(
  criterion: SuccessCriterion,
  measured: readonly MeasuredMetric[],
): Judged {
  const own = measured.filter(
    ({ scenario, metric }) =>
      metric === criterion.metric &&
      (criterion.scenario === null || criterion.scenario === scenario),
  );
  const judged = own.map((figure) => judgeFigure(criterion, figure));
  const overall = worstVerdict(judged.map(({ verdict }) => verdict));
  const deciding = judged.find(({ verdict }) => verdict === overall);
  return deciding ?? { verdict: 'FAIL', reason: `${criterion.metric} was not measured` };
}

function judgeFigure(criterion: SuccessCriterion, figure: MeasuredMetric): Judged {
  const { baseline, current, better, improvement, shown } = figure;
  if (criterion.op !== 'improves by' && criterion.unit !== figure.unit) {
    const reason = `the criterion is in ${criterion.unit}, but the metric is in ${figure.unit}`;
    return { verdict: 'FAIL', reason };
  }
  const isMet =
    criterion.op === 'improves by'
      ? improvement >= criterion.value
      : holds(criterion.op, current, criterion.value);
  // A limit that the baseline already meets requires no improvement.
  const wanted =
    criterion.op === 'improves by'
      ? criterion.value
      : computeImprovement(baseline, criterion.value, better);
  if (isMet && (shown === 'better' || wanted <= 0)) {
    return { verdict: 'PASS', reason: 'the criterion is met' };
  }
  if (shown !== 'better') {
    const reason = `an improvement of ${formatPercent(wanted)} was required, but no improvement beyond noise was measured`;
    return { verdict: 'FAIL', reason };
  }
  const reached = `${formatPercent(improvement)} of the required ${formatPercent(wanted)} was reached`;
  const isEnough = wanted > 0 && improvement / wanted >= MIN_ACHIEVED_SHARE;
  return { verdict: isEnough ? 'WARN' : 'FAIL', reason: reached };
}

function holds(op: '<=' | '>=', value: number, limit: number): boolean {
  return op === '<=' ? value <= limit : value >= limit;
}

function formatPercent(value: number): string {
  return `${value.toFixed(1)} %`;
}

type MetricRow = Benchmark['metrics'][number];

/** Messages on fixes needed: which metrics, how much, where to look; a line each (TPB-08). */
export function formatBenchmarkMessages(benchmark: Benchmark): readonly string[] {
  const { metrics, criteria, tests, grown_step: step } = benchmark;
  const where = step === null ? '' : `; look at ${stepText(step)}`;
  const regressed = metrics
    .filter(({ verdict }) => verdict === 'FAIL')
    .map((metric) => `${figureText(metric)}${where}`);
  const unmet = criteria
    .filter(({ verdict }) => verdict === 'FAIL')
    .flatMap(({ criterion, reason }) => {
      const own = metrics.filter(
        ({ metric, scenario }) =>
          metric === criterion.metric && (criterion.scenario ?? scenario) === scenario,
      );
      const figures = own.length === 0 ? '' : `: ${own.map(figureText).join(', ')}`;
      return [
        `criterion "${formatCriterion(criterion)}" is not met because ${reason}${figures}${where}`,
      ];
    });
  const broken =
    tests?.state === 'failed'
      ? [`tests that passed before now fail: ${tests.failing.join(', ') || tests.message}`]
      : [];
  return [...broken, ...regressed, ...unmet];
}

/** `[work] wall_time 10 ms → 12 ms (20.0 % worse)`. */
function figureText({ scenario, metric, unit, baseline, current, improvement }: MetricRow): string {
  return `[${scenario}] ${metric} ${short(baseline)} ${unit} → ${short(current)} ${unit} (${formatImprovement(improvement)})`;
}

/** `20.0 % worse`, of an improvement in percent. */
export function formatImprovement(improvement: number): string {
  return `${formatPercent(Math.abs(improvement))} ${improvement < 0 ? 'worse' : 'better'}`;
}

function stepText(step: NonNullable<Benchmark['grown_step']>): string {
  const place = step.location === null ? '' : ` (${step.location})`;
  const { before_ms: before, after_ms: after } = step;
  return `${step.function}${place}: ${short(before)} ms → ${short(after)} ms, +${short(after - before)} ms`;
}

const DIGITS = 4;

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
