import type { Finding } from './finding.ts';

/** A `prepare` command that failed on a side. */
export interface FailedBuild {
  /** Names of the scenarios that it is for; all others can be measured without it. */
  readonly scenarios: readonly string[];
  readonly finding: Finding;
}
