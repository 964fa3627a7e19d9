import type { Host, measure, PerformanceMap } from 'perf-harness/plugin';
import type { OptimizationReport } from './document/optimization-document.ts';
import type { GeneratorContext } from './document/optimization-hypothesis.ts';
import type { Programs } from './generators/external-program-settings.ts';
import type { RunWorktree } from './open-optimization-run-worktree.ts';
import type { RunState } from './optimization-loop-state.ts';
import type { StateStore } from './optimization-loop-state-store.ts';
import type { Stop } from './optimization-loop-stop-reason.ts';
import type { OptimizationPaths } from './optimization-paths.ts';
import type { Problem } from './optimization-problem.ts';

/** Input of the profiler, the same in every cycle except for the code (OPT-35). */
interface ProfileRequest {
  /** The run's own worktree, absolute. */
  readonly root: string;
  readonly slug: string;
  readonly cycle: number;
  readonly problem: Problem;
  readonly serviceTopology: Readonly<Record<string, string>> | null;
  readonly signal: AbortSignal;
}

/** Input of the Wrong Tool Gate. */
export interface GateRequest {
  readonly map: PerformanceMap;
  readonly cycle: number;
  readonly waiver: measure.Waiver | null;
  /** Request to the built-in generator: code counts as optimal only if it knows no change. */
  readonly changes: GenerateRequest;
}

/** Input of the generators, and the selection of those to run. */
export interface GenerateRequest extends GeneratorContext {
  readonly cycle: number;
  readonly programs: Programs;
  /** Target of the loop, as given; null: unknown. */
  readonly target: string | null;
  /** Test command of the whole project; empty: there is none. */
  readonly testCommand: string;
  /** Absolute folder for stored answers of programs. */
  readonly recordings: string;
}

/** Complete input of an isolated worker (OPT-56). */
export interface IsolatedRequest {
  readonly slug: string;
  /** Absolute. */
  readonly contextFile: string;
  /** Folder that it is started in: the run's own worktree. */
  readonly root: string;
  /** Options of the worker, as flags. Default: its own defaults. */
  readonly settings?: readonly string[];
  /** Milliseconds after which its process tree is killed. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Workers that do the work of the loop. Their answers are validated before use: they are `unknown`
 * here, and an incomplete answer makes the phase fail.
 */
export interface Workers {
  readonly profile: (request: ProfileRequest) => Promise<unknown>;
  readonly gate: (request: GateRequest) => Promise<unknown>;
  readonly generate: (request: GenerateRequest) => Promise<unknown>;
  readonly validate: (request: IsolatedRequest) => Promise<unknown>;
  readonly execute: (request: IsolatedRequest) => Promise<unknown>;
}

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

interface PhaseResult {
  readonly state: RunState;
  /** Reason why the loop ends after this phase; null if it continues. */
  readonly stop: Stop | null;
  /** Set if the mode of the loop leaves the phase out. */
  readonly skipped?: boolean;
}

/** Work of one phase; the phase fails if it throws. */
export type PhaseAction = (run: PhaseContext, state: RunState) => Promise<PhaseResult>;
