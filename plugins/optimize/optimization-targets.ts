import { z } from 'zod';
import type { Research } from './document/optimization-hypothesis.ts';
import { isTargetMet } from './optimization-loop-stop-reason.ts';
import {
  findMetricDirection,
  type MetricDirection,
  type MetricName,
  primaryMetric,
  readMetrics,
} from './optimization-metrics.ts';
import { convertToBaseUnit, type Problem } from './optimization-problem.ts';

const targetSchema = z.object({
  value: z.number(),
  source: z.enum(['user', 'research', 'default']),
  confidence: z
    .nullable(z.enum(['HIGH', 'MEDIUM', 'LOW']))
    .describe('null: no confidence is stated.'),
});

export const targetsSchema = z.object({
  primary: z
    .string()
    .describe('Metric reported by the user; its value determines when the loop ends.'),
  metrics: z.record(z.string(), targetSchema),
});
/** Targets by metric; set once (OPT-50). */
export type Targets = z.infer<typeof targetsSchema>;
type Target = z.infer<typeof targetSchema>;

/** Sets a target for every metric of the baseline, from the best available source (OPT-51). */
export function resolveTargets(
  problem: Problem,
  baseline: Readonly<Record<string, number | undefined>>,
  researched: Research['target_metrics'],
): Targets {
  const primary = primaryMetric(problem);
  const measured = readMetrics(baseline);
  // The metric of the complaint always has a target, measured or not (OPT-32).
  const observed = convertToBaseUnit(problem.observed_metric, primary);
  const values = { ...measured, [primary]: measured[primary] ?? observed };
  const entries = Object.entries(values).flatMap(([name, value]) => {
    // Sound, since the names are those of metrics.
    const metric = name as MetricName;
    if (metric === 'throughput' && primary !== 'throughput') return [];
    const user =
      metric === primary && problem.target_metric !== null
        ? convertToBaseUnit(problem.target_metric, metric)
        : null;
    return [
      [
        metric,
        resolveTarget(value, findMetricDirection(metric), user, found(researched, metric), metric),
      ],
    ];
  });
  return { primary, metrics: Object.fromEntries(entries) };
}

type Found = { readonly value: number; readonly confidence: 'HIGH' | 'MEDIUM' | 'LOW' } | null;

function found(researched: Research['target_metrics'], metric: MetricName): Found {
  return metric in researched
    ? // Sound: only metrics that research may name are keys of what it found.
      (researched[metric as keyof typeof researched] ?? null)
    : null;
}

/** Returns the user's target; else that of reliable research; else the default of half the cost. */
export function resolveTarget(
  baseline: number,
  better: MetricDirection,
  user: number | null,
  research: Found,
  metric?: MetricName,
): Target {
  if (user !== null) return { value: user, source: 'user', confidence: null };
  if (research !== null && research.confidence !== 'LOW') {
    return { value: research.value, source: 'research', confidence: research.confidence };
  }
  return { value: defaultTarget(baseline, better, metric), source: 'default', confidence: null };
}

/**
 * Recomputes default targets from the base as the executor measured it. A map is profiled under
 * other conditions than a comparison, so half of its baseline may be met before any change, or
 * never. Done once, in the first cycle; later bases are already better (OPT-50).
 */
export function applyMeasuredBaseline(
  targets: Targets,
  base: Readonly<Record<string, number | undefined>>,
): Targets {
  const measured = readMetrics(base);
  const metrics = Object.entries(targets.metrics).map(([name, target]): [string, Target] => {
    // Sound: only metrics have targets.
    const metric = name as MetricName;
    const value = measured[metric];
    if (target.source !== 'default' || value === undefined) return [name, target];
    return [name, { ...target, value: defaultTarget(value, findMetricDirection(metric), metric) }];
  });
  return { ...targets, metrics: Object.fromEntries(metrics) };
}

/** True if the measured values meet the primary target; null if it was not measured. */
export function isPrimaryTargetMet(
  { primary, metrics }: Targets,
  values: Readonly<Record<string, number | undefined>>,
): boolean | null {
  // Sound, since `primary` comes from `primaryMetric`.
  const metric = primary as MetricName;
  const value = readMetrics(values)[metric];
  const target = metrics[metric];
  if (value === undefined || target === undefined) return null;
  return isTargetMet(value, target.value, findMetricDirection(metric));
}

const HALF = 0.5;

/**
 * Returns the default target: half of the cost (D2). For a rate that is twice the baseline, which
 * halves the time of each operation; for a hit rate in percent, half of the misses.
 */
export function defaultTarget(baseline: number, better: 'lower' | 'higher', metric = ''): number {
  if (metric === 'cache_hit_rate') return 100 - (100 - baseline) * HALF;
  return better === 'lower' ? baseline * HALF : baseline / HALF;
}
