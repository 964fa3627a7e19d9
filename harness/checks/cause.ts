import type { Finding } from '../model/finding.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { ServerSide } from '../model/server-side.ts';

/** Data in which causes of long response times are searched. */
export interface UnderLoad {
  readonly scenario: Scenario;
  /** Server-side data of the trials; at least one entry. */
  readonly sides: readonly ServerSide[];
  /** The load generator set the pace: what clients waited for is no matter of the server. */
  readonly isGeneratorSaturated: boolean;
}

/** One thing that answers waited for. */
export interface Cause {
  readonly finding: Finding;
  /** Share of all response time that it explains, from 0 to 1. */
  readonly share: number;
}

/** Looks for one cause; null where it is not there. */
export type FindCause = (load: UnderLoad) => Cause | null;
