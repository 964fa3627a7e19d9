import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { GeneratorContext } from './document/hypothesis.ts';
import type { Programs } from './generators/program-settings.ts';
import type { Problem } from './problem.ts';

/** What the profiler is told, in every cycle the same but for the code (OPT-35). */
export interface ProfileRequest {
  /** The run's own worktree, absolute. */
  readonly root: string;
  readonly slug: string;
  readonly cycle: number;
  readonly problem: Problem;
  readonly serviceTopology: Readonly<Record<string, string>> | null;
  readonly signal: AbortSignal;
}

/** What the Wrong Tool Gate is told. */
export interface GateRequest {
  readonly map: PerformanceMap;
  readonly cycle: number;
  readonly waiver: measure.Waiver | null;
  /** What is built in is asked with it whether it knows a change, before code is called optimal. */
  readonly changes: GenerateRequest;
}

/** What the generators are told, and who of them is asked. */
export interface GenerateRequest extends GeneratorContext {
  readonly cycle: number;
  readonly programs: Programs;
  /** What the loop is about, as it was given; null: not known. */
  readonly target: string | null;
  /** Of the whole project; empty: there is none. */
  readonly testCommand: string;
  /** Folder that answers of programs are kept in, absolute. */
  readonly recordings: string;
}

/** All that an isolated worker is told (OPT-56). */
export interface IsolatedRequest {
  readonly slug: string;
  /** Absolute. */
  readonly contextFile: string;
  /** Folder that it is started in: the run's own worktree. */
  readonly root: string;
  /** How it is to work, as flags. Default: as it works by itself. */
  readonly settings?: readonly string[];
  /** It is ended with its whole tree after so long. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Those who do the work of the loop. What they answer is looked at before it is used: it is `unknown`
 * here, and an answer that lacks something makes its phase fail.
 */
export interface Workers {
  readonly profile: (request: ProfileRequest) => Promise<unknown>;
  readonly gate: (request: GateRequest) => Promise<unknown>;
  readonly generate: (request: GenerateRequest) => Promise<unknown>;
  readonly validate: (request: IsolatedRequest) => Promise<unknown>;
  readonly execute: (request: IsolatedRequest) => Promise<unknown>;
}
