import type { Finding } from '../model/finding.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { ServerMeasurements } from '../model/server-measurements.ts';

/** Data in which causes of long response times are searched. */
export interface LoadMeasurements {
  readonly scenario: Scenario;
  /** Server-side data of the trials; at least one entry. */
  readonly sides: readonly ServerMeasurements[];
  /** The load generator set the pace: what clients waited for is no matter of the server. */
  readonly isGeneratorSaturated: boolean;
}

/** One thing that answers waited for. */
export interface BottleneckCause {
  readonly finding: Finding;
  /** Share of all response time that it explains, from 0 to 1. */
  readonly share: number;
}

/** Looks for one cause; null where it is not there. */
export type FindBottleneckCause = (load: LoadMeasurements) => BottleneckCause | null;
