import type { Environment } from './environment.ts';
import type { Finding } from './finding.ts';
import type { Scenario } from './scenario.ts';
import type { Summary } from './summary.ts';
import type { CompletedTrial, Trial } from './trial.ts';

/** State of the machine just before measuring. Unreadable values are null. */
export interface MachineState {
  readonly cpuCount: number;
  /** Runnable processes over the last minute. */
  readonly loadAverage: number;
  /** Share of CPU time over a short window that other processes used, 0 to 1. */
  readonly busyShare: number | null;
  /** Share of CPU time over the same window that the hypervisor took, 0 to 1. */
  readonly stealShare: number | null;
  /** Other processes that used a fifth of a core or more in that window, busiest first. */
  readonly heavyProcesses: readonly {
    readonly pid: number;
    readonly name: string;
    /** Share of one core: 1 is one core fully used. */
    readonly cpuShare: number;
  }[];
  /** CPU frequency governors in use. */
  readonly governors: readonly string[];
  readonly onBattery: boolean | null;
  /** Smallest step of the clock that was seen, milliseconds. */
  readonly clockStepMs: number;
  /** Node options in force that disturb measuring: `--inspect`, `NODE_V8_COVERAGE`, … */
  readonly disturbances: readonly string[];
}

/** Looks at scenario and machine before the first unit. */
export interface CheckBefore {
  readonly id: string;
  readonly check: (input: {
    readonly scenario: Scenario;
    readonly environment: Environment;
    readonly machine: MachineState;
  }) => readonly Finding[];
}

/** Looks at what was measured. */
export interface CheckAfter {
  readonly id: string;
  readonly check: (input: {
    readonly scenario: Scenario;
    readonly trials: readonly Trial[];
    /** Completed, without warm-up. */
    readonly measured: readonly CompletedTrial[];
    readonly metrics: Readonly<Record<string, Summary>>;
    readonly unavailable: Readonly<Record<string, string>>;
  }) => readonly Finding[];
}
