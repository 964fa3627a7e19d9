import type { StatedLimits } from '../../harness/gate/refuse-change.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Measuring } from '../project/open-session.ts';
import type { PairOptions } from './pair-options.ts';
import type { LiveSidesRequest } from './sides-request.ts';

/** How a live comparison is made, beside what its scenarios say. */
export interface LiveComparisonOptions extends PairOptions, Measuring {
  readonly sides: LiveSidesRequest;
  /** Metrics that decide over the scenarios that measure them; default: each scenario's own. */
  readonly decideBy?: readonly string[] | undefined;
  /** For all scenarios together, milliseconds; null: no limit. */
  readonly budgetMs: number | null;
  /** Whether it is saved, to be judged again. */
  readonly keep: boolean;
  /** True: scenarios that came out better or worse are profiled on both sides. */
  readonly explain: boolean;
  /** Whether scenarios that read the same on both sides are told so in place of being measured. Default: no. */
  readonly sameInputs?: boolean;
  /** The same where files of the sides differ, told only of what reads none of them. Default: no. */
  readonly sparesUnchanged?: boolean;
  /** Share of these that is measured all the same, from 0 to 1. Default: 0. */
  readonly measuredShare?: number;
  /** Is called once both sides are there, before anything is measured. */
  readonly onPrepared?: () => void;
  /** What all profiles may take, milliseconds; asked when they begin. Default: no limit but their own. */
  readonly explainMs?: () => number;
  /** Is told the comparison once its verdict stands, where profiles follow, which wait for it. */
  readonly onVerdict?: (report: ComparisonReport) => Promise<void>;
  /** Margins as someone wrote them, to be told of where this machine cannot hold them; null: none. */
  readonly limits: StatedLimits | null;
  /** Told beside what the comparison finds. */
  readonly findings: readonly Finding[];
  /** Command that measures the same again, without its scenarios. */
  readonly reproduce: string | null;
}
