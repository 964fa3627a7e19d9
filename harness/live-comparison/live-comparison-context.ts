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
import type { MachineState } from '../model/machine-state.ts';
import type { Environment } from '../model/measurement-environment.ts';
import type { CheckAfter, CheckBefore } from '../model/measurement-validity-check-types.ts';
import type { CalibrationKey } from '../model/noise-calibration-key.ts';
import type { ProgressListener } from '../model/progress-event.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { MeasurementLock } from '../sampling/measurement-lock.ts';
import type { SideFolders } from './inputs/side-independent-path-names.ts';
import type { PathMappings } from './relocate-scenario-paths.ts';

/** A side of a live comparison, independent of which of the two places it lies in. */
export interface LiveSide extends ComparedSide {
  /** Variables that differ from the other side's. */
  readonly env: Side['env'];
  readonly nodePath: Side['nodePath'];
  /** Environment in which its units are measured. */
  readonly environment: Environment;
  /** Findings about preparing the side; a finding of level error keeps it from being measured. */
  readonly findings: readonly Finding[];
  /** Failed builds; each blocks only the scenarios that need it. */
  readonly failedBuilds: readonly FailedBuild[];
}

/** Both sides, and how they are put into the two places. */
export interface LiveSides {
  readonly base: LiveSide;
  readonly head: LiveSide;
  /** Moves sides to the locations drawn for this pair; no unit is open. @returns Path mappings. */
  readonly arrange: (slotOfA: 0 | 1) => Promise<Readonly<Record<SideId, PathMappings>>>;
  /** Files that differ between the sides, relative to their tops; empty: something else differs. */
  readonly changed: readonly string[];
  /** Files that a unit of this side loaded and that belong to neither it nor the runtime. */
  readonly loadedOutside: (side: SideId, folder: string) => readonly string[];
  /** The folders that are a side's own while the sides lie as they do. */
  readonly folders: (side: SideId) => SideFolders;
  /** Variables that make a unit tell which files it loads, into that folder. */
  readonly trace: (
    folder: string,
    nodeOptions: string | undefined,
  ) => Readonly<Record<string, string>>;
}

/** Dependencies of a live comparison: lists composed by the caller, nothing looked up. */
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
  /** Returns the results of such pairs with identical code; null where none were calibrated. */
  readonly calibrationOf: (key: CalibrationKey) => ScenarioCalibration | null;
  /** Saves the results so far, so that nothing is lost if the command is ended. */
  readonly save: (report: ComparisonReport) => void;
}

export interface LiveOptions {
  /** Identifier under which the comparison is saved; null where it is not. */
  readonly id: string | null;
  /** Seed of coins, order and V8 seeds. */
  readonly seed: number;
  readonly rules: ComparisonRules;
  /** Overrides the margins of every scenario and metric; null: their own margins apply. */
  readonly margin: number | null;
  /** Metrics that decide over a scenario; default: its own. */
  readonly decidesOver?: (scenario: Scenario) => ReadonlySet<string>;
  /** Time for each scenario and stage, milliseconds; the pair that is under way is finished. */
  readonly maxTimeMs: number;
  /** Time for all scenarios together, spent where results are least certain; null: no limit. */
  readonly budgetMs: number | null;
  /** True: scenarios reading the same on both sides are only reported as such. Default: false. */
  readonly sameInputs?: boolean;
  /** True: if files differ, scenarios that read none of them are not measured. Default: false. */
  readonly sparesUnchanged?: boolean;
  /** Share of these that is measured all the same, from 0 to 1. Default: 0. */
  readonly measuredShare?: number;
  /** Folder for files left by units; the caller removes it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly reproduce: string | null;
}
