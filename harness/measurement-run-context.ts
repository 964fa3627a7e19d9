import type { RecordStore } from './history/run-record-store.ts';
import type { Host } from './host.ts';
import type { AnyExecutor } from './model/executor.ts';
import type { Environment, MachineState } from './model/measurement-environment.ts';
import type { CheckAfter, CheckBefore } from './model/measurement-validity-check-types.ts';
import type { ProgressListener } from './model/progress-event.ts';
import type { MeasurementLock } from './sampling/measurement-lock.ts';

/** Services of a run, all chosen by the caller. */
export interface RunContext {
  readonly host: Host;
  readonly executors: readonly AnyExecutor[];
  /** Executors that count instructions in their own units; absent: they are not counted. */
  readonly instructions?: readonly AnyExecutor[];
  readonly checksBefore: readonly CheckBefore[];
  readonly checksAfter: readonly CheckAfter[];
  readonly store: RecordStore;
  readonly lock: MeasurementLock;
  readonly environment: Environment;
  /** Reads the state of the machine; the signal only ends the wait for a quiet one. */
  readonly readMachineState: (signal: AbortSignal) => Promise<MachineState>;
  readonly onProgress: ProgressListener;
}

export interface RunOptions {
  /** Seed of the measurement order and the V8 seeds. */
  readonly seed: number;
  /** Folder for files left by units; the caller removes it. */
  readonly folder: string;
  /** Aborts on an interrupt by the user; measurements so far are saved. */
  readonly signal: AbortSignal;
}
