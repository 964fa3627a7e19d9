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

/** A unit that is about to be measured: its place in the run and its seeds. */
export interface PlannedTrial {
  readonly index: number;
  readonly warmup: boolean;
  readonly side: 'a' | 'b';
  readonly pair: number;
  readonly slot: 0 | 1;
  /** Only in a live comparison. */
  readonly stage?: 'screen' | 'confirm' | undefined;
  /** Pass of units that measure other than the kind's own metrics; absent for all others. */
  readonly pass?: TrialPass | undefined;
  /** For V8's hash seed and random seed; equal on both sides of a pair. */
  readonly seed: number;
}

/** Arguments for an executor to open a unit. */
export interface UnitContext<S extends Scenario = Scenario> {
  readonly scenario: S;
  readonly trial: PlannedTrial;
  /** Core for both units of a pair while they alternate; absent: the system decides. */
  readonly core?: number | undefined;
  /** An empty folder of the unit's own, removed after it has closed. */
  readonly folder: string;
  /** Folder for files kept with the record if this trial represents its scenario; absent: none. */
  readonly keepFolder?: string | undefined;
  /** Aborts when the unit's time is up or the run is interrupted. */
  readonly signal: AbortSignal;
  /** Called with the progress of a slow unit, in words. Absent: progress is not reported. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface BlockRequest {
  /** Position of the block in the unit, from 0. */
  readonly index: number;
  /** Measuring time, milliseconds; ignored by executors whose unit is indivisible. */
  readonly durationMs: number | null;
  /** Called when only accounting is left, so another unit may run; at block end at the latest. */
  readonly onQuiet?: (() => void) | undefined;
}

/** Open fresh unit. A pair may have one unit of each side open at the same time. */
export interface Unit {
  /** @throws UnitFailure if the measured program failed. */
  readonly measure: (block: BlockRequest) => Promise<Block>;
  /**
   * Runs what follows the last block so that its failure is reported; otherwise `close` does it.
   * @throws UnitFailure
   */
  readonly finish?: () => Promise<void>;
  /**
   * Values read only once, after the last block, since reading them is slow or large; added to that
   * block. @throws UnitFailure
   */
  readonly readOnce?: () => Promise<Pick<Block, 'measurements' | 'notes' | 'histogram'>>;
  /** Ends everything that the unit started. Never throws. */
  readonly close: () => Promise<void>;
}

/** One value per metric over the blocks of a unit, and the reason why other metrics have none. */
export interface CombinedBlocks {
  readonly measurements: Readonly<Record<string, number>>;
  readonly unavailable: Readonly<Record<string, string>>;
}

/** A limit as the tool of a script writes it: `p(95)<200` of `http_req_duration`. */
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
  /** The unit ends with its `close`, the process does not. @throws UnitFailure */
  readonly open: (context: UnitContext<S>) => Promise<Unit>;
  /** Ends the processes. Never throws. */
  readonly close: () => Promise<void>;
}

/** Measures one kind of scenario. */
export interface Executor<S extends Scenario = Scenario> {
  readonly kind: S['kind'];
  /** Returns problems that would stop or impair every unit, found before the first unit. */
  readonly check?: (scenario: S) => Promise<readonly Finding[]>;
  /** Returns limits that the script sets itself; called before the record. @throws UnitFailure */
  readonly conditions?: (scenario: S, signal: AbortSignal) => Promise<readonly ScriptThreshold[]>;
  /** Returns the scenario as its units are started, with findings about that. Absent: unchanged. */
  readonly loading?: (scenario: S) => {
    readonly scenario: S;
    readonly findings: readonly Finding[];
  };
  /** Returns the metrics of real users, which take precedence over measured metrics. */
  readonly field?: (scenario: S) => Promise<FieldReading | null>;
  /** @throws UnitFailure if the measured program failed. */
  readonly open: (context: UnitContext<S>) => Promise<Unit>;
  /**
   * Computes metrics over all blocks at once, such as percentiles; others are the median. Called
   * where there are several blocks.
   */
  readonly overBlocks?: (blocks: readonly Block[]) => Promise<CombinedBlocks>;
  /**
   * Returns processes shared by several scenarios, for screening. Absent: each unit has its own
   * process, as verdicts require.
   */
  readonly share?: () => SharedProcesses<S>;
  /** Starts a unit once to trace its reads, without lasting effects. Absent: untraceable units. */
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

/** The executor that measures scenarios of this kind. */
export function findExecutor(executors: readonly AnyExecutor[], kind: Scenario['kind']): Executor {
  const found = executors.find((executor) => executor.kind === kind);
  if (found === undefined) throw new TypeError(`no executor for scenarios of kind ${kind}`);
  // Sound: the kinds of executor and scenario are the same, which the types cannot follow.
  return found as Executor;
}

/** The measured thing failed: becomes a failed trial, never a crash. */
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
