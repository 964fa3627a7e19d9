import {
  mean,
  robustSpread,
  standardDeviation,
} from '../../harness/stats/descriptive-statistics.ts';
import type { BenchTable } from '../bench-result.ts';
import { REFERENCE_PLAN, SAMPLING_PLANS, type SamplingPlan } from './sampling-plans.ts';
import type { PlanEntry } from './verdict-entries.ts';

const LEAST_PAIRS = 5;

/** Figures of one plan on one workload, on a quiet or noisy machine. */
export interface PlanFigure {
  readonly pairs: number;
  readonly seconds: number;
  readonly robust: number;
  readonly plain: number;
  /** Robust variance × seconds: the time to reach a given certainty, up to a constant factor. */
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
  const seconds = mean(own.map((measurement) => measurement.seconds));
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
  return [overall(entries, subjects), detail(entries, subjects)];
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
    note: `Identical code; every round measures one pair by each plan, in an order drawn anew, so that all meet the same machine. The figure is the time that a given certainty takes (robust variance of the log-ratio of a pair × seconds a pair), relative to the first plan: the geometric mean over workloads, of a server in both its metrics; how many those are, in parentheses. Below 1 is better. Noise is one more process that burns CPU in bursts of 0.3 s with pauses of 0.7 s on average.`,
    head: ['plan', 'quiet', 'under noise'],
    body: SAMPLING_PLANS.map((plan) => [plan.name, relative(plan, false), relative(plan, true)]),
  };
}

function detail(entries: readonly PlanEntry[], subjects: readonly Subject[]): BenchTable {
  return {
    title: 'Sampling plans by workload',
    note: 'Robust and plain standard deviation of the log-ratio of a pair, seconds a pair, and the time that a given certainty takes relative to the first plan; quiet and under noise.',
    head: [
      'workload',
      'plan',
      ...['quiet', 'noise'].flatMap((word) => [`${word}: robust`, 'plain', 's', 'cost']),
      'pairs',
    ],
    body: subjects.flatMap((subject) =>
      SAMPLING_PLANS.flatMap((plan) => {
        const [quiet, noisy] = [false, true].map((noise) => {
          const within = select(entries, subject, noise);
          return {
            own: planFigure(within, plan.id, subject.metric),
            reference: planFigure(within, REFERENCE_PLAN, subject.metric),
          };
        }) as [Compared, Compared];
        if (quiet.own === null && noisy.own === null) return [];
        const counts = [quiet.own?.pairs, noisy.own?.pairs].map((count) => count ?? 0);
        return [
          [labelOf(subject), plan.name, ...cellsOf(quiet), ...cellsOf(noisy), counts.join(' + ')],
        ];
      }),
    ),
  };
}

interface Compared {
  readonly own: PlanFigure | null;
  readonly reference: PlanFigure | null;
}

function cellsOf({ own, reference }: Compared): readonly string[] {
  if (own === null) return ['', '', '', ''];
  return [
    `${percent(own.robust)} %`,
    `${percent(own.plain)} %`,
    own.seconds.toFixed(2),
    reference === null ? '' : (own.cost / reference.cost).toFixed(2),
  ];
}

function select(
  entries: readonly PlanEntry[],
  { workload }: Subject,
  noise: boolean,
): readonly PlanEntry[] {
  return entries.filter((entry) => entry.workload === workload && entry.noise === noise);
}

function labelOf({ workload, metric }: Subject): string {
  return metric === 'wall_time' ? workload : `${workload} ${metric}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
