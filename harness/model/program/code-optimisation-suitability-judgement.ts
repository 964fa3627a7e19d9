/** Evidence and judgement of the Wrong Tool Gate: is changing this code the right tool at all? */
import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';
import type { NormOperation } from '../scenario/industry-duration-norms.ts';

export const WRONG_TOOL_INDICATORS = [
  'external_service_no_alternative',
  'infrastructure_bound',
  'already_optimized',
  'within_industry_norm',
] as const;
/** Reason against changing the code at all. */
export type WrongToolIndicator = (typeof WRONG_TOOL_INDICATORS)[number];

/** Alternative to waiting for each single response of a service. */
export type ExternalAlternative = 'batch' | 'cache' | 'parallel';

/** The service outside of the project that most of the time is waited for. */
export interface ExternalService {
  /** As people know it: a host, a product. */
  readonly service: string;
  /** Waiting time, milliseconds. */
  readonly ms: number;
  /** Share of all measured time, from 0 to 1. */
  readonly share: number;
  /** Ways that were found in the code, or in the client of the service. */
  readonly alternatives: readonly ExternalAlternative[];
}

/** Use of the machine while the target was measured; null where it was not measured. */
export interface SystemLoad {
  /** Busy share of each core, from 0 to 1: all processes, minus the load before the measurement. */
  readonly cpuCoresBusyShare: readonly number[];
  /** Share of the time of all cores together that the load generator took on the same machine. */
  readonly generatorCpuShare: number;
  /** Share of the time in which the busiest disk had work. */
  readonly diskBusyShare: number | null;
  /** Share of the link's capacity. */
  readonly networkShare: number | null;
  /** Share of the time in which work waited for memory: `some` of /proc/pressure/memory. */
  readonly memoryPressure: number | null;
}

/** Results of the scan for candidates that are still open. */
export interface CandidateScan {
  /** Number of candidates that a measurement confirmed, and that are still there. */
  readonly confirmed: number;
  /** Largest step the target could do without, as a share of all measured time, 0 to 1. */
  readonly largestNonEssentialShare: number;
}

/** Data that show how far the measurements can be relied on. */
export interface BaselineStability {
  /** Runs of each metric, in the order that they were taken. */
  readonly samples: readonly { readonly metric: string; readonly values: readonly number[] }[];
  /** Reasons why the baseline is unstable, a sentence each. */
  readonly unstable: readonly string[];
  /** Metrics that could not be measured. */
  readonly missingMetrics: readonly string[];
}

/** Evidence on which the gate decides. null: not measured, which sets no indicator. */
export interface WrongToolEvidence {
  /** Cycle of the improvement, from 1. */
  readonly cycle: number;
  /** Time of the target, or its bottleneck step, including all repetitions; milliseconds. */
  readonly measuredMs: number;
  /** Kind of operation measured; null where it has no norm. */
  readonly operation: NormOperation | null;
  readonly external: ExternalService | null;
  readonly system: SystemLoad | null;
  readonly scan: CandidateScan | null;
  readonly stability: BaselineStability;
}

export const waiverSchema = readonlyObject({
  reason: z.string().trim().min(1),
  at: z.iso.datetime(),
  by: z.string().trim().min(1).describe('Person who waived the BLOCK verdict.'),
}).describe('Why a BLOCK verdict was overridden.');
/** Request by a person to override a BLOCK. */
export type Waiver = z.infer<typeof waiverSchema>;

const indicatorSchema = readonlyObject({
  id: z.enum(WRONG_TOOL_INDICATORS),
  message: z.string().describe('Consequence of the indicator, with a recommendation.'),
  evidence: z.string().describe('Measurement behind the indicator.'),
});
export type SetIndicator = z.infer<typeof indicatorSchema>;

const concernSchema = readonlyObject({
  id: z.enum(['variance', 'unstable_baseline', 'partial_metrics']),
  message: z.string(),
});
/** A reason to take the measurements with care. */
export type GateConcern = z.infer<typeof concernSchema>;

export const wrongToolJudgementSchema = readonlyObject({
  verdict: z.enum(['PROCEED', 'CONCERNS', 'BLOCK', 'WAIVED']),
  outcome: z
    .enum(['go-on', 'success', 'diagnosis'])
    .describe(
      'Next step. go-on: look for improvements; success: nothing is left to improve; diagnosis: stop and report the findings.',
    ),
  cycle: z.int().positive(),
  indicators: z
    .array(indicatorSchema)
    .readonly()
    .describe('Active indicators, including those behind a waived BLOCK verdict.'),
  concerns: z.array(concernSchema).readonly(),
  waiver: waiverSchema.nullable().describe('null: no waiver.'),
});
/** Judgement of the gate. */
export type WrongToolJudgement = z.infer<typeof wrongToolJudgementSchema>;

/** Result of the gate: whatever the decision, it includes the complete performance map (OPT-46). */
export type WrongToolExit<PerformanceMap> =
  | {
      readonly state: 'judged';
      readonly judgement: WrongToolJudgement;
      readonly map: PerformanceMap;
    }
  /** The load generator, not the target, was at the machine's limit: measure again (ruling D13). */
  | { readonly state: 'void'; readonly reason: string; readonly map: PerformanceMap };
