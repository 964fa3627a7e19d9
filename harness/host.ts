/** Sole access to processes, files, clock, environment and terminal; replaceable in tests. */
import { tmpdir } from 'node:os';
import { type Files, files } from './host/file-operations.ts';
import { createTerminal, type Terminal } from './host/host-terminal.ts';
import { type System, system } from './host/machine-and-own-process-information.ts';
import { currentPlatform } from './host/platform/current-platform.ts';
import type { Platform } from './host/platform/platform.ts';
import { createProcesses, type Processes } from './host/process/process-runner.ts';
import { type Signals, signals } from './host/process/termination-signals.ts';
import type { AnyExecutor } from './model/executor.ts';
import type { Scenario } from './model/scenario/scenario.ts';

export interface Clock {
  /** Wall clock; may jump. Only for timestamps shown to people. */
  readonly now: () => Date;
  /** Milliseconds on the machine's monotonic clock: never jumps, the same for all processes. */
  readonly monotonicMs: () => number;
}

/** Executors that replace those of perf-harness. */
export interface ExecutorOverrides {
  readonly ofKind: (kind: Scenario['kind']) => AnyExecutor;
  /** Returns the executors that count instructions, one for each kind where that is possible. */
  readonly ofInstructions: () => readonly AnyExecutor[];
}

/** Interfaces through which the harness reaches the outside world. */
export interface Host {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that the command was started in. */
  readonly cwd: string;
  /** Folder for files that do not outlive the command. */
  readonly temporaryFolder: string;
  readonly files: Files;
  readonly processes: Processes;
  readonly terminal: Terminal;
  readonly signals: Signals;
  readonly system: System;
  /** Information and capabilities of the operating system. */
  readonly platform: Platform;
  /** Replacements of executors. Absent: perf-harness's own executors measure. */
  readonly executors?: ExecutorOverrides;
}

/** Creates the host of this process, or one with a different working folder and environment. */
export function createHost({
  env = process.env,
  cwd = process.cwd(),
}: Partial<Pick<Host, 'env' | 'cwd'>> = {}): Host {
  const platform = currentPlatform();
  const variables = platform.programs.variables(env);
  return {
    clock: {
      now: () => new Date(),
      monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    },
    env: variables,
    cwd,
    temporaryFolder: tmpdir(),
    files,
    processes: createProcesses(variables),
    terminal: createTerminal(),
    signals,
    system,
    platform,
  };
}
