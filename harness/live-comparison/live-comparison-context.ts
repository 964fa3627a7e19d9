import type { PathMappings } from '../host/path-mappings.ts';
import type { Host } from '../host.ts';
import type { Side, SideId } from '../model/base-or-head-of-comparison.ts';
import type { ScenarioCalibration } from '../model/documents/calibration-document.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import type {
  ComparedSide,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { AnyExecutor } from '../model/executor.ts';
import type { FailedBuild } from '../model/failed-prepare-command.ts';
import type { Finding } from '../model/finding.ts';
import type { Environment, MachineState } from '../model/measurement-environment.ts';
import type { CheckAfter, CheckBefore } from '../model/measurement-validity-check-types.ts';
import type { CalibrationKey } from '../model/noise-calibration-key.ts';
import type { ProgressListener } from '../model/progress-event.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { MeasurementLock } from '../sampling/measurement-lock.ts';
import type { SideFolders } from './inputs/side-independent-path-names.ts';

/** Side of a live comparison, independent of the slot in which it lies. */
export interface LiveSide extends ComparedSide {
  /** Environment variables that differ from the other side's. */
  readonly env: Side['env'];
  readonly nodePath: Side['nodePath'];
  readonly environment: Environment;
  /** Findings about preparing the side; one of level error prevents that it is measured. */
  readonly findings: readonly Finding[];
  /** Failed builds; each blocks only the scenarios that need it. */
  readonly failedBuilds: readonly FailedBuild[];
}

/** Both sides, and what depends on the slots in which their files lie. */
export interface LiveSides {
  readonly base: LiveSide;
  readonly head: LiveSide;
  /** Moves the sides into the slots drawn for a pair, while no unit is open. @returns Mappings. */
  readonly moveIntoSlots: (slotOfA: 0 | 1) => Promise<Readonly<Record<SideId, PathMappings>>>;
  /** Files that differ, relative to the top folder of each side; empty: something else differs. */
  readonly changedFiles: readonly string[];
  /** Returns files that a unit of the side loaded and that belong to neither it nor the runtime. */
  readonly filesLoadedOutside: (side: SideId, folder: string) => readonly string[];
  readonly foldersOf: (side: SideId) => SideFolders;
  /** Returns variables with which a unit lists the files that it loads, in that folder. */
  readonly traceVariables: (
    folder: string,
    nodeOptions: string | undefined,
  ) => Readonly<Record<string, string>>;
}

/** Services of a live comparison, all chosen by the caller. */
export interface LiveContext {
  readonly host: Host;
  readonly executors: readonly AnyExecutor[];
  /** Executors that count instructions, in units of their own; may be empty. */
  readonly instructions: readonly AnyExecutor[];
  readonly checksBefore: readonly CheckBefore[];
  readonly checksAfter: readonly CheckAfter[];
  readonly lock: MeasurementLock;
  readonly readMachineState: (signal: AbortSignal) => Promise<MachineState>;
  readonly onProgress: ProgressListener;
  /** Returns the calibration of such pairs with identical code; null if there is none. */
  readonly calibrationOf: (key: CalibrationKey) => ScenarioCalibration | null;
  /** Saves the results so far, so that nothing is lost if the command is ended. */
  readonly save: (report: ComparisonReport) => void;
}

export interface LiveOptions {
  /** Identifier under which the comparison is saved; null where it is not. */
  readonly id: string | null;
  /** Seed of everything drawn at random: orders, slots and V8 seeds. */
  readonly seed: number;
  readonly rules: ComparisonRules;
  /** Overrides the margins of every scenario and metric; null: their own margins apply. */
  readonly margin: number | null;
  /** Returns the metrics that decide a scenario. Default: those that it gates. */
  readonly gatedMetricsOf?: (scenario: Scenario) => ReadonlySet<string>;
  /** Time for each scenario and stage, milliseconds; the pair that is under way is finished. */
  readonly maxTimeMs: number;
  /** Time for all scenarios together, spent where results are least certain; null: no limit. */
  readonly budgetMs: number | null;
  /** True: scenarios reading the same on both sides are only reported as such. Default: false. */
  readonly sameInputs?: boolean;
  /** True: if files differ, scenarios that read none of them are not measured. Default: false. */
  readonly skipsUnchangedInputs?: boolean;
  /**
   * Returns the changed code if both sides of a scenario execute the same code and nothing of it;
   * null: they do not, or it is unknown. Default: all is measured.
   */
  readonly findUnexecuted?: (scenario: Scenario) => Promise<string | null>;
  /** Share of scenarios with the same inputs that is measured anyway, 0 to 1. Default: 0. */
  readonly measuredShare?: number;
  /** Folder for files left by units; the caller removes it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Command that repeats the comparison; null if there is none. */
  readonly reproduce: string | null;
}
