import { formatCriterion } from '../success-criterion.ts';
import type { Benchmark } from './benchmark-document.ts';
import { formatPercent } from './judge-benchmark.ts';

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

/** Digits that a reader can use. */
const DIGITS = 4;

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
