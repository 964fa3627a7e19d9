import type { ComparedSide } from './documents/run-report-and-comparison-document.ts';

/** a is the base, b the head. */
export type SideId = 'a' | 'b';

/** One side of a comparison, ready to be measured. */
export interface Side extends ComparedSide {
  readonly id: SideId;
  /** Absolute path of the snapshot that replaces the project's folder. */
  readonly root: string;
  /** Variables that differ from the other side's. */
  readonly env: Readonly<Record<string, string>>;
  /** Node.js of this side; null: the one that runs perf-harness. */
  readonly nodePath: string | null;
}
