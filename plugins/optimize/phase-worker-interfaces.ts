import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { GeneratorContext } from './document/optimization-hypothesis.ts';
import type { Programs } from './generators/external-program-settings.ts';
import type { Problem } from './optimization-problem.ts';

/** Input of the profiler, the same in every cycle except for the code (OPT-35). */
export interface ProfileRequest {
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
