import type { Finding } from '../model/finding.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { ServerMeasurements } from '../model/server-measurements.ts';

/** Data in which causes of long response times are searched. */
export interface LoadMeasurements {
  readonly scenario: Scenario;
  /** Server-side data of the trials; at least one entry. */
  readonly sides: readonly ServerMeasurements[];
  /** Set when the load generator was the limit: clients' waits say nothing about the server. */
  readonly isGeneratorSaturated: boolean;
}

/** Something that responses waited for. */
export interface BottleneckCause {
  readonly finding: Finding;
  /** Share of all response time that it explains, from 0 to 1. */
  readonly share: number;
}

/** Checks for one cause; returns null if it is absent. */
export type FindBottleneckCause = (load: LoadMeasurements) => BottleneckCause | null;
