import type { FieldData } from './field-metrics.ts';
import type { Finding } from './finding.ts';
import type { Environment, MachineState } from './measurement-environment.ts';
import type { Summary } from './metric-summary.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { CompletedTrial, Trial } from './trial.ts';

/** Check of scenario and machine before the first unit. */
export interface CheckBefore {
  readonly id: string;
  readonly check: (input: {
    readonly scenario: Scenario;
    readonly environment: Environment;
    readonly machine: MachineState;
  }) => readonly Finding[];
}

export interface CheckAfter {
  readonly id: string;
  readonly check: (input: {
    readonly scenario: Scenario;
    readonly trials: readonly Trial[];
    /** Completed, without warm-up. */
    readonly measured: readonly CompletedTrial[];
    readonly metrics: Readonly<Record<string, Summary>>;
    readonly unavailable: Readonly<Record<string, string>>;
    /** Metrics of real users; absent where none are known. */
    readonly field?: FieldData | undefined;
  }) => readonly Finding[];
}
