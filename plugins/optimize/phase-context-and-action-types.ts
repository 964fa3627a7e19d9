import type { Host } from 'perf-harness/plugin';
import type { OptimizationReport } from './document/optimization-document.ts';
import type { RunWorktree } from './open-optimization-run-worktree.ts';
import type { RunState } from './optimization-loop-state.ts';
import type { StateStore } from './optimization-loop-state-store.ts';
import type { Stop } from './optimization-loop-stop-reason.ts';
import type { OptimizationPaths } from './optimization-paths.ts';
import type { Workers } from './phase-worker-interfaces.ts';

/** Answers from the command line to questions that come up during a loop. */
export interface UserAnswers {
  readonly waive: string | null;
  readonly waivePlan: string | null;
  /** Name of the person who waives. */
  readonly by: string;
}

/** Renders a loop's report in one format; the loop itself knows no format. */
export interface ReportWriter {
  /** Name of the file in the folder of the loop: `report.md`. */
  readonly name: string;
  readonly render: (document: OptimizationReport) => string;
}

/** Dependencies of every phase. Nothing of a cycle stays in memory: phases read it from disk. */
export interface RunContext {
  readonly host: Host;
  /** Root of the user's project, absolute. */
  readonly root: string;
  readonly paths: OptimizationPaths;
  readonly store: StateStore;
  readonly workers: Workers;
  readonly answers: UserAnswers;
  readonly reports: readonly ReportWriter[];
  /** Makes the run's own worktree, or finds it made. */
  readonly worktree: () => Promise<RunWorktree>;
  /** To people, as it happens. */
  readonly tell: (text: string) => void;
  /** Prompts the user; null in a non-interactive run. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
  readonly signal: AbortSignal;
}

/** Input of a phase: the dependencies of the loop, and the milliseconds that its cycle has left. */
export type PhaseContext = RunContext & { readonly leftMs: number };

/** Result of a phase. */
export interface PhaseResult {
  readonly state: RunState;
  /** Reason why the loop ends after this phase; null if it continues. */
  readonly stop: Stop | null;
  /** Set if the mode of the loop leaves the phase out. */
  readonly skipped?: boolean;
}

/** Work of one phase; the phase fails if it throws. */
export type PhaseAction = (run: PhaseContext, state: RunState) => Promise<PhaseResult>;
