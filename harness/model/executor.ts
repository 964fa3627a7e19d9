import type { FieldData } from './field-metrics.ts';
import type { Finding } from './finding.ts';
import type { InputTrace } from './program/external-input-trace.ts';
import type {
  CommandScenario,
  FunctionScenario,
  HttpScenario,
  K6Scenario,
  PageScenario,
  Scenario,
} from './scenario/scenario.ts';
import type { Block, Failure, TrialPass } from './trial.ts';

/** Unit that is about to be measured: its position in the run, and its seed. */
export interface PlannedTrial {
  readonly index: number;
  readonly warmup: boolean;
  readonly side: 'a' | 'b';
  readonly pair: number;
  readonly slot: 0 | 1;
  /** Only in a live comparison. */
  readonly stage?: 'screen' | 'confirm' | undefined;
  /** Pass in which other metrics than those of the kind are measured; absent: none. */
  readonly pass?: TrialPass | undefined;
  /** Hash seed and random seed of V8; equal on both sides of a pair. */
  readonly seed: number;
}

/** Arguments for an executor to open a unit. */
export interface UnitContext<S extends Scenario = Scenario> {
  readonly scenario: S;
  readonly trial: PlannedTrial;
  /** Core for both units of a pair while they alternate; absent: the system decides. */
  readonly core?: number | undefined;
  /** Empty folder for files of the unit, removed after it has closed. */
  readonly folder: string;
  /** Folder for files that are attached to the record if the trial is chosen; absent: none. */
  readonly attachmentFolder?: string | undefined;
  /** Aborts when the unit's time is up or the run is interrupted. */
  readonly signal: AbortSignal;
  /** Called with a description of a slow unit's progress. Absent: progress is not reported. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface BlockRequest {
  /** Position of the block in the unit, from 0. */
  readonly index: number;
  /** Measuring time, milliseconds; ignored by executors whose unit is indivisible. */
  readonly durationMs: number | null;
  /** Called when only accounting is left, so that another unit may run; at the end otherwise. */
  readonly onMeasured?: (() => void) | undefined;
}

/** Fresh unit that is open. A pair may have one unit of each side open at the same time. */
export interface Unit {
  /** Measures a block. @throws UnitFailure if the measured program failed. */
  readonly measure: (block: BlockRequest) => Promise<Block>;
  /**
   * Runs the end of the program, such as its teardown, so that a failure is reported; otherwise
   * `close` does it. @throws UnitFailure
   */
  readonly finish?: () => Promise<void>;
  /**
   * Reads values once, after the last block, to which they are added: reading them is expensive.
   * @throws UnitFailure
   */
  readonly readFinalValues?: () => Promise<Pick<Block, 'measurements' | 'notes' | 'histogram'>>;
  /** Ends everything that the unit started. Never throws. */
  readonly close: () => Promise<void>;
}

/** One value per metric over the blocks of a unit, and the reason why other metrics have none. */
export interface CombinedBlocks {
  readonly measurements: Readonly<Record<string, number>>;
  readonly unavailable: Readonly<Record<string, string>>;
}

/** Limit in the syntax of a script's tool: `p(95)<200` of `http_req_duration`. */
export interface ScriptThreshold {
  readonly metric: string;
  readonly text: string;
}

/** Metrics of real users, with findings about them. */
export interface FieldReading {
  readonly field: FieldData;
  readonly findings: readonly Finding[];
}

/** Processes, one per side, in which units of several scenarios are opened. */
export interface SharedProcesses<S extends Scenario = Scenario> {
  /** Opens a unit in the process of its side, which outlives the unit. @throws UnitFailure */
  readonly open: (context: UnitContext<S>) => Promise<Unit>;
  /** Ends the processes. Never throws. */
  readonly close: () => Promise<void>;
}

/** Measures one kind of scenario. */
export interface Executor<S extends Scenario = Scenario> {
  readonly kind: S['kind'];
  /** Checks before the first unit for problems that would stop or impair every unit. */
  readonly check?: (scenario: S) => Promise<readonly Finding[]>;
  /** Returns the limits in the script, before the record is started. @throws UnitFailure */
  readonly readScriptThresholds?: (
    scenario: S,
    signal: AbortSignal,
  ) => Promise<readonly ScriptThreshold[]>;
  /** Returns the scenario with the settings that its units use. Absent: unchanged. */
  readonly adjustScenario?: (scenario: S) => {
    readonly scenario: S;
    readonly findings: readonly Finding[];
  };
  /** Returns the metrics of real users, which take precedence over measured metrics. */
  readonly field?: (scenario: S) => Promise<FieldReading | null>;
  /** Opens a fresh unit. @throws UnitFailure if the measured program failed. */
  readonly open: (context: UnitContext<S>) => Promise<Unit>;
  /**
   * Computes metrics over several blocks together, such as percentiles. Absent, or for all other
   * metrics: the median of the blocks.
   */
  readonly combineBlocks?: (blocks: readonly Block[]) => Promise<CombinedBlocks>;
  /**
   * Creates processes that several scenarios share, for screening. Absent: each unit has its own
   * process, as verdicts require.
   */
  readonly createSharedProcesses?: () => SharedProcesses<S>;
  /** Runs a unit once to trace what it reads, without lasting effects. Absent: untraceable. */
  readonly traceInputs?: (context: UnitContext<S>) => Promise<InputTrace>;
  /** Releases what the executor keeps between units. */
  readonly dispose?: () => Promise<void>;
}

/** Executor of any kind, for use in lists. */
export type AnyExecutor =
  | Executor<FunctionScenario>
  | Executor<CommandScenario>
  | Executor<HttpScenario>
  | Executor<K6Scenario>
  | Executor<PageScenario>;

/** Returns the executor for a kind of scenario. @throws TypeError if there is none. */
export function findExecutor(executors: readonly AnyExecutor[], kind: Scenario['kind']): Executor {
  const found = executors.find((executor) => executor.kind === kind);
  if (found === undefined) throw new TypeError(`no executor for scenarios of kind ${kind}`);
  // Sound: the kinds of executor and scenario are the same, which the types cannot follow.
  return found as Executor;
}

/** Failure of the measured program, which becomes a failed trial. */
export class UnitFailure extends Error {
  override readonly name = 'UnitFailure';
  readonly failure: Failure;
  /** Measurements up to the failure: stored in the record, but part of no sample. */
  readonly partial: Block | null;

  constructor(failure: Failure, partial: Block | null = null) {
    super(failure.message);
    this.failure = failure;
    this.partial = partial;
  }
}
