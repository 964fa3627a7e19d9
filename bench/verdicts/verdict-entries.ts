import type { MetricCalibration } from '../../harness/model/documents/calibration-document.ts';
import type { ComparisonVerdict } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { DoseResponse } from './dose-response.ts';
import type { RecordedPair } from './peers/decision-rule.ts';

/** Machine and version that a piece of the bench was measured with. */
export interface Provenance {
  /** ISO 8601. */
  readonly at: string;
  /** Commit of perf-harness, with `+` if there were uncommitted changes. */
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  /** Total duration of the piece. */
  readonly tookSeconds?: number;
}

/** One metric of a full comparison. */
export interface ComparedMetric {
  readonly verdict: ComparisonVerdict;
  readonly gated: boolean;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly pairs: number;
  readonly confirmed: boolean;
}

/** A full run of `perf-harness compare`. */
export interface CompareEntry extends Provenance {
  readonly type: 'compare';
  readonly id: string;
  readonly case: string;
  readonly workload: string;
  readonly seed: number;
  readonly exitCode: number;
  /** From the first unit to the last, warm-up included. */
  readonly seconds: number;
  /** Everything else: starting, snapshots, report. */
  readonly setupSeconds: number;
  readonly metrics: Readonly<Record<string, ComparedMetric>>;
  /** Log-ratios head / base of the screening pairs of the gated metrics, in order. */
  readonly screened: Readonly<Record<string, readonly number[]>>;
  /** True if judging its raw values again gave exactly the same result. */
  readonly isReplayed: boolean;
}

/** A stretch of pairs for the rules of peers. */
export interface RecordEntry extends Provenance {
  readonly type: 'record';
  readonly id: string;
  readonly workload: string;
  readonly change: 'same' | 'slower';
  readonly pairs: readonly RecordedPair[];
}

/** Two runs of a peer on identical code. */
export interface ToolEntry extends Provenance {
  readonly type: 'tool';
  readonly id: string;
  readonly tool: string;
  readonly workload: string;
  /** Figure printed by each run, milliseconds. */
  readonly first: ToolFigure;
  readonly second: ToolFigure;
  /** True if the printed figures indicate a difference. */
  readonly called: boolean;
  readonly seconds: number;
}

export interface ToolFigure {
  readonly center: number;
  /** Bounds of the tool's own interval; null: it prints none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Result of `perf-harness calibrate` for a workload. */
export interface CalibrateEntry extends Provenance {
  readonly type: 'calibrate';
  readonly id: string;
  readonly workload: string;
  readonly seed: number;
  /** Calibrations of the gated metrics. */
  readonly metrics: Readonly<Record<string, CalibratedMetric>>;
}

/** Calibration of one metric from pairs of identical code. */
export type CalibratedMetric = Pick<
  MetricCalibration,
  'pairs' | 'spread' | 'seconds_per_pair' | 'false_alarms' | 'visible'
> &
  // Optional, since early entries lack it.
  Partial<Pick<MetricCalibration, 'deviation'>>;

/** Work's share of a metric, measured once, so a resumed bench plants the same slowdown. */
export interface DoseResponseEntry extends Provenance, DoseResponse {
  readonly type: 'dose';
  readonly id: string;
}

/** The slowdown of 5 % planted into a workload, in work and in instructions. */
export interface CountEntry extends Provenance {
  readonly type: 'count';
  readonly id: string;
  readonly workload: string;
  /** Work of the head divided by the work of the base. */
  readonly work: number;
  /** Instructions a call, head over base, of each pair. */
  readonly instructions: readonly number[];
}

export type VerdictsEntry =
  | CompareEntry
  | RecordEntry
  | ToolEntry
  | CalibrateEntry
  | DoseResponseEntry
  | CountEntry;
