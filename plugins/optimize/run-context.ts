import type { Host } from 'perf-harness/plugin';
import type { OptimizationReport } from './document/optimization-document.ts';
import type { OptimizationPaths } from './paths.ts';
import type { RunWorktree } from './run-worktree.ts';
import type { RunState } from './state.ts';
import type { StateStore } from './state-store.ts';
import type { Stop } from './stop.ts';
import type { Workers } from './workers.ts';

/** What was said on the command line about questions that come up on the way. */
export interface Answers {
  readonly waive: string | null;
  readonly waivePlan: string | null;
  /** Who waives. */
  readonly by: string;
}

/** Writes what a loop came to in one form; the loop itself knows none. */
export interface ReportForm {
  /** Of the file in the folder of the loop: `report.md`. */
  readonly name: string;
  readonly render: (document: OptimizationReport) => string;
}

/** What every phase works with. Nothing of a cycle is kept in memory: phases read it from the disk. */
export interface RunContext {
  readonly host: Host;
  /** Of the user's project, absolute. */
  readonly root: string;
  readonly paths: OptimizationPaths;
  readonly store: StateStore;
  readonly workers: Workers;
  readonly answers: Answers;
  readonly reports: readonly ReportForm[];
  /** Makes the run's own worktree, or finds it made. */
  readonly worktree: () => Promise<RunWorktree>;
  /** To people, as it happens. */
  readonly tell: (text: string) => void;
  /** null: nobody is there to ask. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
  readonly signal: AbortSignal;
}

/** What a phase came to. */
export interface PhaseResult {
  readonly state: RunState;
  /** The loop ends after this phase; null: it goes on. */
  readonly stop: Stop | null;
  /** Left out because of how the loop was asked to work. */
  readonly skipped?: boolean;
}

/** The work of one phase. What it throws makes the phase fail. */
export type PhaseAction = (run: RunContext, state: RunState) => Promise<PhaseResult>;
