import type {
  BaselineStability,
  GateConcern,
  SetIndicator,
  SystemLoad,
  Waiver,
  WrongToolEvidence,
  WrongToolExit,
  WrongToolIndicator,
  WrongToolJudgement,
} from '../../model/program/code-optimisation-suitability-judgement.ts';
import type { NormTable } from '../../model/scenario/industry-duration-norms.ts';
import { UserError } from '../../model/user-error.ts';
import {
  DEVIATION_FROM,
  isUnstable,
  MAX_VARIATION,
  relativeDeviation,
  relativeRange,
  variation,
} from '../../stats/relative-variation.ts';
import { formatMilliseconds, formatPercent } from './bottleneck-priority-and-time-estimates.ts';

/** Indicators that nothing more can be gained, once something was changed (OPT-41). */
const NO_GAIN_LEFT_INDICATORS: readonly WrongToolIndicator[] = [
  'already_optimized',
  'within_industry_norm',
];

export interface WrongToolRequest<PerformanceMap> {
  readonly evidence: WrongToolEvidence;
  readonly norms: NormTable;
  /** Override of a BLOCK; null if there is none. */
  readonly waiver: Waiver | null;
  /** Returned unchanged, whatever the gate decides. */
  readonly map: PerformanceMap;
}

/**
 * Judges the evidence: any indicator blocks; a waiver overrides only a BLOCK and is recorded.
 * @throws UserError if a waiver lacks a reason or name.
 */
export function judgeWrongTool<PerformanceMap>({
  evidence,
  norms,
  waiver,
  map,
}: WrongToolRequest<PerformanceMap>): WrongToolExit<PerformanceMap> {
  const limit =
    evidence.system === null
      ? ({ state: 'none' } as const)
      : findInfrastructureLimit(evidence.system);
  if (limit.state === 'void') return { state: 'void', reason: limit.reason, map };
  const indicators = listSetIndicators(evidence, limit, norms);
  const concerns = listConcerns(evidence.stability);
  const { cycle } = evidence;
  const judgement = {
    cycle,
    indicators,
    concerns,
    ...concludeWrongTool(indicators, concerns.length, waiver, cycle),
  };
  return { state: 'judged', judgement, map };
}

/** Conclusion of indicators and concerns in a cycle. @throws UserError for a waiver without reason or name. */
export function concludeWrongTool(
  indicators: readonly SetIndicator[],
  concerns: number,
  waiver: Waiver | null,
  cycle: number,
): Pick<WrongToolJudgement, 'verdict' | 'outcome' | 'waiver'> {
  if (waiver !== null) checkWaiver(waiver);
  if (indicators.length === 0) {
    return { verdict: concerns === 0 ? 'PROCEED' : 'CONCERNS', outcome: 'go-on', waiver: null };
  }
  if (waiver !== null) return { verdict: 'WAIVED', outcome: 'go-on', waiver };
  const isDone = cycle > 1 && indicators.every(({ id }) => NO_GAIN_LEFT_INDICATORS.includes(id));
  return { verdict: 'BLOCK', outcome: isDone ? 'success' : 'diagnosis', waiver: null };
}

function checkWaiver({ reason, by }: Waiver): void {
  if (reason.trim() !== '' && by.trim() !== '') return;
  throw new UserError({
    code: 'waiver-without-reason',
    message: `A BLOCK of the Wrong Tool Gate can only be waived with ${reason.trim() === '' ? 'a reason' : 'the name of the person who waives it'}.`,
    remedy:
      'Explain why this code should be changed even though the measurements advise against it.',
  });
}

/** Returns all reasons to treat the measurements with caution; none of them blocks. */
export function listConcerns(stability: BaselineStability): readonly GateConcern[] {
  const { samples, unstable, missingMetrics } = stability;
  return [
    ...samples
      .filter(({ values }) => isUnstable(variation(values)))
      .map(({ metric, values }): GateConcern => {
        return { id: 'variance', message: varianceText(metric, values) };
      }),
    ...unstable.map((reason): GateConcern => {
      return { id: 'unstable_baseline', message: `The baseline is unstable: ${reason}` };
    }),
    ...(missingMetrics.length === 0 ? [] : [partial(missingMetrics)]),
  ];
}

/** Formats both measures of spread, the decisive measure first (ruling D1). */
function varianceText(metric: string, values: readonly number[]): string {
  const range = `(max − min) / median ${formatPercent(relativeRange(values))}`;
  const deviation = `standard deviation / mean ${formatPercent(relativeDeviation(values))}`;
  const both = values.length < DEVIATION_FROM ? [range, deviation] : [deviation, range];
  return `${metric} varies by more than ${formatPercent(MAX_VARIATION)} over ${values.length} runs: ${both.join('; ')}.`;
}

function partial(missing: readonly string[]): GateConcern {
  return {
    id: 'partial_metrics',
    message: `Only some of the metrics were measured; missing: ${missing.join(', ')}.`,
  };
}

/** Share of the time spent in a service from which the code no longer matters (P811-40). */
const EXTERNAL_SHARE = 0.9;
/** Share of a step that is not essential, above which there is something to gain (P811-43). */
const NON_ESSENTIAL_SHARE = 0.5;
/** Tolerance for rounding, since shares are quotients: 0.9 of 0.3 s is 0.8999999999999999 of it. */
const ROUNDING = 1e-9;

/** Returns every indicator that is set, in the order of the report. */
export function listSetIndicators(
  evidence: WrongToolEvidence,
  limit: InfrastructureLimit,
  norms: NormTable,
): readonly SetIndicator[] {
  return [
    externalService(evidence),
    infrastructureBound(limit),
    alreadyOptimized(evidence),
    withinNorm(evidence, norms),
  ].filter((indicator) => indicator !== null);
}

function externalService({ external }: WrongToolEvidence): SetIndicator | null {
  if (external === null || external.share < EXTERNAL_SHARE - ROUNDING) return null;
  if (external.alternatives.length > 0) return null;
  const { service, ms, share } = external;
  return {
    id: 'external_service_no_alternative',
    message: `Bottleneck is ${service} latency (${formatMilliseconds(ms)}ms). Recommend: negotiate SLA / switch provider / add cache layer.`,
    evidence: `${formatPercent(share)} of the measured time is spent in ${service}, and no way to batch, cache or parallelize its calls was found.`,
  };
}

function infrastructureBound(limit: InfrastructureLimit): SetIndicator | null {
  if (limit.state !== 'bound') return null;
  return {
    id: 'infrastructure_bound',
    message: `Bottleneck is infrastructure (${limit.detail}). Recommend: scaling / caching / CDN.`,
    evidence: `During measurement: ${limit.detail}.`,
  };
}

/** Not set without a scan, since then nothing is known about the code. */
function alreadyOptimized({ scan }: WrongToolEvidence): SetIndicator | null {
  if (scan === null || scan.confirmed > 0) return null;
  if (scan.largestNonEssentialShare > NON_ESSENTIAL_SHARE + ROUNDING) return null;
  return {
    id: 'already_optimized',
    message: 'Code already uses optimal patterns. Consider infrastructure scaling.',
    evidence: `No confirmed hypothesis remains, and no non-essential step takes more than ${formatPercent(scan.largestNonEssentialShare)} of the time.`,
  };
}

/** Returns an indicator if the time is within the norm or below it: nobody would ask for more. */
function withinNorm(
  { operation, measuredMs }: WrongToolEvidence,
  norms: NormTable,
): SetIndicator | null {
  if (operation === null) return null;
  const { lowMs, highMs, title, source } = norms[operation];
  if (measuredMs > highMs) return null;
  return {
    id: 'within_industry_norm',
    message: `Current performance (${formatMilliseconds(measuredMs)}ms) is within industry norm (${formatMilliseconds(lowMs)}–${formatMilliseconds(highMs)}ms). No optimization needed.`,
    evidence: `Measured ${formatMilliseconds(measuredMs)} ms for "${title}", which typically takes ${formatMilliseconds(lowMs)} to ${formatMilliseconds(highMs)} ms (${source}).`,
  };
}

/** Utilization from which a processor, a disk or a link counts as saturated (P811-42). */
const SATURATED = 0.95;
/** 150 ms of a second: the example of https://docs.kernel.org/accounting/psi.html. */
const MEMORY_PRESSURE = 0.15;

type InfrastructureLimit =
  | { readonly state: 'none' }
  | { readonly state: 'bound'; readonly detail: string }
  /** The load generator took the processors, so the target was not the limit. */
  | { readonly state: 'void'; readonly reason: string };

/** Checks for a limit of the target's machine: all cores, without the load generator (D13). */
export function findInfrastructureLimit(system: SystemLoad): InfrastructureLimit {
  const { cpuCoresBusyShare: cores, generatorCpuShare, diskBusyShare, networkShare } = system;
  const allBusy = cores.length > 0 && cores.every((share) => isAtLeast(share, SATURATED));
  const used = cores.reduce((sum, share) => sum + share, 0) / Math.max(1, cores.length);
  if (allBusy && !isAtLeast(used - generatorCpuShare, SATURATED)) {
    return {
      state: 'void',
      reason: `The load generator took ${formatPercent(generatorCpuShare)} of the CPU on a machine whose cores were all saturated, so the measurements do not describe the target.`,
    };
  }
  const details = [
    allBusy
      ? `CPU at least ${formatPercent(Math.min(...cores))} busy on ${coresText(cores.length)}`
      : '',
    isAtLeast(diskBusyShare, SATURATED) ? `disk ${formatPercent(diskBusyShare)} busy` : '',
    isAtLeast(networkShare, SATURATED) ? `network link ${formatPercent(networkShare)} used` : '',
    isAtLeast(system.memoryPressure, MEMORY_PRESSURE)
      ? `memory stalls for ${formatPercent(system.memoryPressure)} of the time`
      : '',
  ].filter((detail) => detail !== '');
  return details.length === 0 ? { state: 'none' } : { state: 'bound', detail: details.join(', ') };
}

function isAtLeast(share: number | null, limit: number): share is number {
  return share !== null && share >= limit - ROUNDING;
}

function coresText(count: number): string {
  return count === 1 ? 'the only core' : `all ${count} cores`;
}
