/** Searches for the highest rate at which a server under load stays within its limits. */

import {
  CAPACITY_SCHEMA,
  type CapacityLimit,
  type CapacityLoad,
  type CapacityPoint,
  type CapacityReport,
} from '../model/documents/capacity-document.ts';
import type { PlannedTrial } from '../model/executor.ts';
import type { Finding } from '../model/finding.ts';
import type { Environment } from '../model/measurement-environment.ts';
import { selectMetrics } from '../model/metric.ts';
import type { Trial } from '../model/trial.ts';
import { summarizeMetric } from '../stats/summarize-metric.ts';
import { capacityFindings } from './capacity-findings.ts';
import { findFirstBreach, judgeLoadRun } from './judge-load-run-against-capacity-limits.ts';
import {
  capacityPosterior,
  findRateCeiling,
  planNextLoadRate,
  type RateLimits,
  type RatePlan,
} from './plan-next-load-rate.ts';

/** Metrics of the curve: those observed by clients, and the CPU time spent. */
const SHOWN = [
  'latency.p50',
  'latency.p95',
  'latency.p99',
  'throughput',
  'error_rate',
  'cpu_time',
] as const;

/** Summarizes each rate's measurements, in rate order. @param also - Further, limited metrics. */
function capacityPoints(
  loads: readonly CapacityLoad[],
  also: readonly string[],
): readonly CapacityPoint[] {
  const byRate = Map.groupBy(loads, ({ rate }) => rate);
  const metrics = selectMetrics([...SHOWN, ...also]);
  return [...byRate]
    .toSorted(([a], [b]) => a - b)
    .map(([rate, all]) => {
      const valid = all.filter(({ outcome }) => outcome !== 'void');
      const summaries = metrics.flatMap((metric) => {
        const sample = valid.flatMap(({ trial }) =>
          trial.state === 'completed' ? (trial.measurements[metric.name] ?? []) : [],
        );
        return sample.length === 0 ? [] : [[metric.name, summarizeMetric(metric, sample)] as const];
      });
      return {
        rate,
        runs: valid.length,
        kept: valid.filter(({ outcome }) => outcome === 'kept').length,
        voids: all.length - valid.length,
        metrics: Object.fromEntries(summaries),
      };
    });
}

const CONFIDENCE = 0.95;

/** Settings of a capacity search: scenario, environment, limits and rates. */
export interface CapacitySearch {
  readonly id: string;
  readonly scenario: string;
  readonly kind: CapacityReport['kind'];
  readonly file: string | null;
  readonly what: CapacityReport['what'];
  readonly seed: number;
  readonly environment: Environment;
  readonly limits: readonly CapacityLimit[];
  readonly rates: RateLimits;
  /** Length of a run at a rate, milliseconds. */
  readonly loadMs: (rate: number) => number;
  /** Found before the first run; an error among them stops it. */
  readonly findings: readonly Finding[];
  readonly maxRuns: number;
  readonly maxTimeMs: number;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Milliseconds on a clock that does not jump. */
  readonly monotonicMs: () => number;
  readonly onLoad: (load: CapacityLoad, report: CapacityReport) => void;
}

/** Makes one load run at a rate, on a fresh server; null if interrupted before it began. */
export type RunLoadAtRate = (
  rate: number,
  durationMs: number,
  trial: PlannedTrial,
) => Promise<Trial | null>;

type EndedBy = 'plan' | 'time' | 'runs' | 'interrupt';

export async function searchCapacity(
  search: CapacitySearch,
  load: RunLoadAtRate,
): Promise<CapacityReport> {
  const startedMs = search.monotonicMs();
  const startedAt = search.now().toISOString();
  const loads: CapacityLoad[] = [];
  const reportOf = (end: End): CapacityReport => {
    const durationMs = search.monotonicMs() - startedMs;
    return buildReport(search, loads, { ...end, startedAt, durationMs });
  };
  if (search.findings.some(({ level }) => level === 'error')) {
    return reportOf({ outcome: 'blocked', endedBy: 'plan' });
  }
  for (;;) {
    const plan = planNextLoadRate(loads, search.rates);
    if (plan.type !== 'load') return reportOf({ outcome: plan.type, endedBy: 'plan' });
    const endedBy = limitReached(search, loads, startedMs);
    if (endedBy !== null) return reportOf({ outcome: outcomeSoFar(loads), endedBy });
    const trial = await load(plan.rate, search.loadMs(plan.rate), plannedTrial(search, loads));
    if (trial === null || trial.state === 'aborted') {
      return reportOf({ outcome: 'interrupted', endedBy: 'interrupt' });
    }
    const hasAnswered = loads.some((load) => load.trial.state === 'completed');
    const judged = judgeLoadRun(trial, plan.rate, search.limits, hasAnswered);
    if (judged === null) {
      const failed = trial.state === 'failed' ? [failureFinding(trial.failure)] : [];
      return reportOf({ outcome: 'failed', endedBy: 'plan', findings: failed });
    }
    const { stage, rate } = plan;
    const done: CapacityLoad = { stage, rate, ...judged, trial };
    loads.push(done);
    search.onLoad(done, reportOf({ outcome: 'interrupted', endedBy: 'interrupt' }));
  }
}

interface End {
  readonly outcome: CapacityReport['outcome'] | Exclude<RatePlan['type'], 'load'>;
  readonly endedBy: EndedBy;
  readonly findings?: readonly Finding[];
}

function limitReached(
  { signal, maxRuns, maxTimeMs, monotonicMs }: CapacitySearch,
  loads: readonly CapacityLoad[],
  startedMs: number,
): Exclude<EndedBy, 'plan'> | null {
  if (signal.aborted) return 'interrupt';
  if (loads.length >= maxRuns) return 'runs';
  // A run is expected to take as long as the last; it is not started if it could not end in time.
  const elapsedMs = monotonicMs() - startedMs;
  const last = loads.at(-1)?.trial.durationMs ?? 0;
  return elapsedMs + last > maxTimeMs && loads.length > 0 ? 'time' : null;
}

function outcomeSoFar(loads: readonly CapacityLoad[]): CapacityReport['outcome'] {
  const has = (outcome: CapacityLoad['outcome']): boolean =>
    loads.some((load) => load.outcome === outcome);
  if (has('kept')) return has('broken') ? 'found' : 'lower-bound';
  return 'undecided';
}

function plannedTrial({ seed }: CapacitySearch, loads: readonly CapacityLoad[]): PlannedTrial {
  const index = loads.length;
  // Each run has its own seed, so that the result does not depend on a single seed.
  return { index, warmup: false, side: 'a', pair: index, slot: 0, seed: (seed + index) % 2 ** 31 };
}

function failureFinding({
  message,
  remedy,
}: Extract<Trial, { state: 'failed' }>['failure']): Finding {
  return { id: 'load-failed', level: 'error', message, ...(remedy !== undefined && { remedy }) };
}

interface Ended extends End {
  readonly startedAt: string;
  readonly durationMs: number;
}

function buildReport(
  search: CapacitySearch,
  loads: readonly CapacityLoad[],
  { outcome, endedBy, findings = [], startedAt, durationMs }: Ended,
): CapacityReport {
  const { id, scenario, kind, file, what, seed, environment, limits, rates } = search;
  const capacity = capacityOf(loads, outcome, rates);
  const ceiling = findRateCeiling(loads);
  const known = { outcome, capacity, ceiling, loads, what };
  const isKnown = outcome === 'found' || outcome === 'none-kept' || outcome === 'interrupted';
  return {
    schema: CAPACITY_SCHEMA,
    id,
    scenario,
    kind,
    file,
    what,
    seed,
    startedAt,
    environment,
    limits,
    load_ms: search.loadMs(rates.start),
    confidence: CONFIDENCE,
    outcome,
    capacity,
    first_breach: isKnown
      ? findFirstBreach(loads, capacity?.rate ?? null, environment.machine.cpuCount)
      : null,
    ceiling,
    points: capacityPoints(
      loads,
      limits.map(({ metric }) => metric),
    ),
    loads: [...loads],
    duration_ms: durationMs,
    findings: [...search.findings, ...findings, ...capacityFindings(known, endedBy)],
  };
}

/** Returns the capacity and its interval; for a lower bound, only the highest rate kept. */
function capacityOf(
  loads: readonly CapacityLoad[],
  outcome: CapacityReport['outcome'],
  rates: RateLimits,
): CapacityReport['capacity'] {
  const kept = loads.filter((load) => load.outcome === 'kept').map(({ rate }) => rate);
  const isBroken = loads.some((load) => load.outcome === 'broken');
  if (kept.length === 0) return null;
  if (outcome === 'lower-bound' || !isBroken) {
    const rate = Math.max(...kept);
    return { rate, low: rate, high: null };
  }
  const { level, low, high } = capacityPosterior(loads, rates);
  return { rate: level, low, high };
}
