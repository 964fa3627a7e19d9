import { mean, standardDeviation } from '../../harness/stats/quantile.ts';
import { robustSpread } from '../../harness/stats/robust-spread.ts';
import type { BenchTable } from '../bench-result.ts';
import type { PlanEntry } from './entries.ts';
import { PLANS, REFERENCE_PLAN, type SamplingPlan } from './plans.ts';

const LEAST_PAIRS = 5;

/** What one plan gave on one workload in quiet or noise. */
export interface PlanFigure {
  readonly pairs: number;
  readonly seconds: number;
  readonly robust: number;
  readonly plain: number;
  /** Robust variance × seconds: the time that a given certainty takes, up to a factor. */
  readonly cost: number;
}

export function planFigure(
  entries: readonly PlanEntry[],
  plan: string,
  metric: string,
): PlanFigure | null {
  const own = entries.flatMap(({ plans }) => plans[plan] ?? []);
  const ratios = own.flatMap(({ differences }) => differences[metric] ?? []);
  if (ratios.length < LEAST_PAIRS) return null;
  const seconds = mean(own.map((one) => one.seconds));
  const robust = robustSpread(ratios);
  return {
    pairs: ratios.length,
    seconds,
    robust,
    plain: standardDeviation(ratios),
    cost: robust ** 2 * seconds,
  };
}

/** Workload and metric that a plan is judged by. */
interface Subject {
  readonly workload: string;
  readonly metric: string;
}

/** Sampling plans against each other, quiet and under planted noise, over all workloads and by each. */
export function planTables(entries: readonly PlanEntry[]): readonly BenchTable[] {
  if (entries.length === 0) return [];
  const subjects = subjectsOf(entries);
  return [
    overall(entries, subjects),
    ...[false, true].map((noise) => detail(entries, subjects, noise)),
  ];
}

function subjectsOf(entries: readonly PlanEntry[]): readonly Subject[] {
  const workloads = [...new Set(entries.map(({ workload }) => workload))];
  return workloads.flatMap((workload) =>
    workload === 'http'
      ? ['cpu_time', 'latency.p95'].map((metric) => ({ workload, metric }))
      : [{ workload, metric: 'wall_time' }],
  );
}

function overall(entries: readonly PlanEntry[], subjects: readonly Subject[]): BenchTable {
  const relative = (plan: SamplingPlan, noise: boolean): string => {
    const logs = subjects.flatMap((subject) => {
      const within = select(entries, subject, noise);
      const own = planFigure(within, plan.id, subject.metric);
      const reference = planFigure(within, REFERENCE_PLAN, subject.metric);
      return own === null || reference === null ? [] : [Math.log(own.cost / reference.cost)];
    });
    return logs.length === 0 ? '' : `${Math.exp(mean(logs)).toFixed(2)} (${logs.length})`;
  };
  return {
    title: 'Sampling plans against each other',
    note: `Identical code; every round measures one pair by each plan, in an order drawn anew, so that all meet the same machine. The figure is the time that a given certainty takes (robust variance of the log-ratio of a pair × seconds a pair), relative to the first plan: the geometric mean over workloads, their number in parentheses. Below 1 is better. Noise is one more process that burns CPU in bursts of 0.3 s with pauses of 0.7 s on average.`,
    head: ['plan', 'quiet', 'under noise'],
    body: PLANS.map((plan) => [plan.name, relative(plan, false), relative(plan, true)]),
  };
}

function detail(
  entries: readonly PlanEntry[],
  subjects: readonly Subject[],
  noise: boolean,
): BenchTable {
  return {
    title: `Sampling plans by workload, ${noise ? 'under noise' : 'quiet'}`,
    note: 'Robust standard deviation of the log-ratio of a pair / plain one, seconds a pair; pairs in the last column.',
    head: ['plan', ...subjects.map(({ workload, metric }) => labelOf(workload, metric)), 'pairs'],
    body: PLANS.map((plan) => {
      const figures = subjects.map((subject) =>
        planFigure(select(entries, subject, noise), plan.id, subject.metric),
      );
      const counts = figures.flatMap((figure) => figure?.pairs ?? []);
      return [
        plan.name,
        ...figures.map((figure) =>
          figure === null
            ? ''
            : `${percent(figure.robust)} / ${percent(figure.plain)} %, ${figure.seconds.toFixed(2)} s`,
        ),
        counts.length === 0 ? '' : String(Math.min(...counts)),
      ];
    }),
  };
}

function select(
  entries: readonly PlanEntry[],
  { workload }: Subject,
  noise: boolean,
): readonly PlanEntry[] {
  return entries.filter((entry) => entry.workload === workload && entry.noise === noise);
}

function labelOf(workload: string, metric: string): string {
  return metric === 'wall_time' ? workload : `${workload} ${metric}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
