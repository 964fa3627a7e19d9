import type { FieldData } from './field-metrics.ts';
import type { Finding } from './finding.ts';
import type { InputTrace } from './program/input-trace.ts';
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
  /**
   * Pass of units that measure something other than the kind's own metrics; absent for all others.
   */
  readonly pass?: TrialPass | undefined;
  /** For V8's hash seed and random seed; equal on both sides of a pair. */
  readonly seed: number;
}

/** Arguments for an executor to open a unit. */
export interface UnitContext<S extends Scenario = Scenario> {
  readonly scenario: S;
  readonly trial: PlannedTrial;
  /** The core of both units of a pair while they take turns; absent: where the system puts them. */
  readonly core?: number | undefined;
  /** An empty folder of the unit's own, removed after it has closed. */
  readonly folder: string;
  /** For files that stay with the record if this trial stands for its scenario; absent: none do. */
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
  /**
   * Called once only accounts are read, so that another unit may have its turn; at the latest at
   * the block's end.
   */
  readonly onQuiet?: (() => void) | undefined;
}

/** One fresh unit, open. A pair may hold one of each side open at the same time. */
export interface Unit {
  /** @throws UnitFailure where the measured thing failed. */
  readonly measure: (block: BlockRequest) => Promise<Block>;
  /** Runs what follows the last block so that its failure is seen; else `close` does. @throws UnitFailure */
  readonly finish?: () => Promise<void>;
  /** Read once after the last block, being long or large; becomes part of it. @throws UnitFailure */
  readonly readOnce?: () => Promise<Pick<Block, 'measurements' | 'notes' | 'histogram'>>;
  /** Ends everything that the unit started. Never throws. */
  readonly close: () => Promise<void>;
}

/** One number per metric over the blocks of a unit, and why others have none. */
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

/** Processes, one for each side, that units of several scenarios are opened in. */
export interface SharedProcesses<S extends Scenario = Scenario> {
  /** The unit ends with its `close`, the process does not. @throws UnitFailure */
  readonly open: (context: UnitContext<S>) => Promise<Unit>;
  /** Ends the processes. Never throws. */
  readonly close: () => Promise<void>;
}

/** Measures one kind of scenario. */
export interface Executor<S extends Scenario = Scenario> {
  readonly kind: S['kind'];
  /** Metrics that it reports by itself; one that it cannot have is `unavailable` with a reason. */
  readonly metrics: readonly string[];
  /** Further metrics that a scenario may ask for. */
  readonly optionalMetrics: readonly string[];
  /** Trouble that would stop or weaken every unit, found before the first one. */
  readonly check?: (scenario: S) => Promise<readonly Finding[]>;
  /**
   * Returns limits that the measured script sets itself; called before the record begins. @throws
   * UnitFailure
   */
  readonly conditions?: (scenario: S, signal: AbortSignal) => Promise<readonly ScriptThreshold[]>;
  /** The scenario as its units are started, and what is to be said of that. Absent: as it stands. */
  readonly loading?: (scenario: S) => {
    readonly scenario: S;
    readonly findings: readonly Finding[];
  };
  /** Returns the metrics of real users, which take precedence over measured metrics. */
  readonly field?: (scenario: S) => Promise<FieldReading | null>;
  /** @throws UnitFailure where the measured thing failed. */
  readonly open: (context: UnitContext<S>) => Promise<Unit>;
  /**
   * Computes metrics over all blocks at once, such as percentiles; others are the median. Called
   * where there are several blocks.
   */
  readonly overBlocks?: (blocks: readonly Block[]) => Promise<CombinedBlocks>;
  /**
   * Processes for several scenarios in turn, for a first look. Absent: each unit has its own, as
   * verdicts need.
   */
  readonly share?: () => SharedProcesses<S>;
  /** Starts a unit once to see what it reads, without lasting effects. Absent: such units cannot be followed. */
  readonly traceInputs?: (context: UnitContext<S>) => Promise<InputTrace>;
  /** Ends what the executor keeps between units. */
  readonly dispose?: () => Promise<void>;
}

/** An executor of any kind, as lists hold them. */
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
