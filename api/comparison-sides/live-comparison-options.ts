import type { StatedLimits } from '../../harness/gate/reject-margin-that-allowed-pairs-cannot-decide.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import type { PairOptions } from './comparison-pair-options.ts';
import type { LiveSidesRequest } from './live-comparison-base-and-head-request.ts';

/** Options of a live comparison in addition to those of its scenarios. */
export interface LiveComparisonOptions extends PairOptions, SessionContext {
  readonly sides: LiveSidesRequest;
  /** Metrics that decide over the scenarios that measure them; default: each scenario's own. */
  readonly decideBy?: readonly string[] | undefined;
  /** For all scenarios together, milliseconds; null: no limit. */
  readonly budgetMs: number | null;
  /** True: save the comparison, so that it can be judged again. */
  readonly keep: boolean;
  /** True: scenarios that became better or worse are profiled on both sides. */
  readonly explain: boolean;
  /**
   * True: scenarios that read identical files on both sides are reported as unchanged instead of
   * being measured. Default: false.
   */
  readonly sameInputs?: boolean;
  /**
   * True: where the sides differ in files, scenarios that read none of these are reported as
   * unchanged instead of being measured. Default: false.
   */
  readonly skipsUnchangedInputs?: boolean;
  /** Share of these that is measured all the same, from 0 to 1. Default: 0. */
  readonly measuredShare?: number;
  /** Is called once both sides are there, before anything is measured. */
  readonly onPrepared?: () => void;
  /** Limit of all profiles, milliseconds; called as profiling begins. Default: only their own. */
  readonly explainMs?: () => number;
  /** Receives the comparison once its verdict is final, if profiles follow; they wait for it. */
  readonly onVerdict?: (report: ComparisonReport) => Promise<void>;
  /** Margins as stated by the user, reported if this machine cannot resolve them; null: none. */
  readonly limits: StatedLimits | null;
  /** Findings to report in addition to those of the comparison. */
  readonly findings: readonly Finding[];
  /** Command that measures the same again, without its scenarios. */
  readonly reproduce: string | null;
}
