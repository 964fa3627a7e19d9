import type { Finding } from './finding.ts';

/** A `prepare` command that failed on a side. */
export interface FailedBuild {
  /** Names of the scenarios that need it. */
  readonly scenarios: readonly string[];
  readonly finding: Finding;
}
