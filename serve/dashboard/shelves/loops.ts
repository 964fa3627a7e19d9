import type { OptimizationReport } from '../../../harness/model/documents/optimization-document.ts';

/** A loop of improvements that was begun in the project. */
export interface LoopHead {
  readonly slug: string;
  readonly target: string;
  /** What it stands at, in a line. */
  readonly status: string;
  readonly hasReport: boolean;
}

/** The loops of a project. They belong to a plugin, which whoever opens the dashboard brings. */
export interface Loops {
  readonly list: () => Promise<readonly LoopHead[]>;
  /** null: there is none of this name, or it has not come to its report. @throws UserError where it is damaged. */
  readonly report: (slug: string) => Promise<OptimizationReport | null>;
}
