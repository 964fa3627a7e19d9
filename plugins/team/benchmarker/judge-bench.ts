import type { TestsAgainstBase } from '../against-base/new-failures.ts';
import type { Criterion } from '../criterion.ts';
import type { BenchVerdict } from '../session/verdicts.ts';
import { type Benchmark, type Figure, improvementOf, worst } from './benchmark-document.ts';
import type { Figures } from './figures.ts';

/** Worsening of a metric, in percent, that is let pass; more is a regression (TPB-06, D5). */
export const MOST_WORSE = 5;
/** Share of the wanted improvement from which on it is a warning and no failure (D5). */
export const LEAST_SHARE = 0.5;

/** Verdict on a metric or a criterion, with its reason in a sentence. */
type Judged = Pick<Benchmark['criteria'][number], 'verdict' | 'reason'>;

/**
 * Judges a change by its criteria, and every metric for a regression, whatever the change is about
 * (TPB-05, TPB-06).
 */
export function judgeBench(
  { measured }: Pick<Figures, 'measured'>,
  criteria: readonly Criterion[],
  tests: TestsAgainstBase | null,
): Pick<Benchmark, 'metrics' | 'criteria' | 'overall'> {
  const metrics = measured.map((figure) => ({ ...figure, ...judgeRegression(figure) }));
  const judged = criteria.map((criterion) => ({
    criterion,
    ...judgeCriterion(criterion, measured),
  }));
  const ofTests: BenchVerdict = tests?.state === 'failed' ? 'FAIL' : 'PASS';
  const all = [...metrics, ...judged].map(({ verdict }) => verdict);
  return { metrics, criteria: judged, overall: worst([...all, ofTests]) };
}

/**
 * A regression is more than {@link MOST_WORSE} and beyond noise, both. What the scenario does not have
 * decide warns and fails nothing: an index takes memory, and that is a matter of what people ask for.
 */
export function judgeRegression({ improvement, shown, decides }: Figure): Judged {
  const worse = -improvement;
  if (worse <= MOST_WORSE) return { verdict: 'PASS', reason: 'it is no regression' };
  switch (shown) {
    case 'worse':
      return decides
        ? { verdict: 'FAIL', reason: `it is ${percent(worse)} worse, beyond noise` }
        : { verdict: 'WARN', reason: `it is ${percent(worse)} worse, and decides nothing here` };
    case 'nothing':
      return { verdict: 'WARN', reason: `it may be ${percent(worse)} worse; nothing was shown` };
    case 'better':
    case 'unchanged':
      return { verdict: 'PASS', reason: 'the difference is within the noise' };
  }
}

/** The worst of all scenarios that a criterion is about. One without any figure is not met. */
export function judgeCriterion(criterion: Criterion, measured: readonly Figure[]): Judged {
  const own = measured.filter(
    ({ scenario, metric }) =>
      metric === criterion.metric &&
      (criterion.scenario === null || criterion.scenario === scenario),
  );
  const judged = own.map((figure) => judgeFigure(criterion, figure));
  const overall = worst(judged.map(({ verdict }) => verdict));
  const deciding = judged.find(({ verdict }) => verdict === overall);
  return deciding ?? { verdict: 'FAIL', reason: `${criterion.metric} was not measured` };
}

function judgeFigure(criterion: Criterion, figure: Figure): Judged {
  const { baseline, current, better, improvement, shown } = figure;
  if (criterion.op !== 'improves by' && criterion.unit !== figure.unit) {
    const reason = `the criterion is in ${criterion.unit}, and the metric in ${figure.unit}`;
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
      : improvementOf(baseline, criterion.value, better);
  if (isMet && (shown === 'better' || wanted <= 0)) {
    return { verdict: 'PASS', reason: 'the criterion is met' };
  }
  if (shown !== 'better') {
    const reason = `an improvement of ${percent(wanted)} was wanted, and none is shown beyond noise`;
    return { verdict: 'FAIL', reason };
  }
  const told = `${percent(improvement)} of the wanted ${percent(wanted)} were reached`;
  const isEnough = wanted > 0 && improvement / wanted >= LEAST_SHARE;
  return { verdict: isEnough ? 'WARN' : 'FAIL', reason: told };
}

function holds(op: '<=' | '>=', value: number, limit: number): boolean {
  return op === '<=' ? value <= limit : value >= limit;
}

/** One digit behind the point, as reports have it. */
export function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
