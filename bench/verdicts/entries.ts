import type { MetricCalibration } from '../../harness/model/documents/calibration.ts';
import type { ComparisonVerdict } from '../../harness/model/documents/document.ts';
import type { RecordedPair } from './peers/rule.ts';
import type { Dose } from './plant.ts';

/** Where and by what a piece of the bench was measured. */
export interface Provenance {
  /** ISO 8601. */
  readonly at: string;
  /** Commit of perf-harness, with `+` where files of it differed from it. */
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  /** What the piece took in all. */
  readonly tookSeconds?: number;
}

/** One metric of one whole comparison. */
export interface ComparedMetric {
  readonly verdict: ComparisonVerdict;
  readonly gated: boolean;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly pairs: number;
  readonly confirmed: boolean;
}

/** A whole run of `perf-harness compare`. */
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
  /** Whether its raw values, judged again, gave the very same. */
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

/** One pair of every sampling plan, of identical code. */
export interface PlanEntry extends Provenance {
  readonly type: 'plan';
  readonly id: string;
  readonly workload: string;
  readonly noise: boolean;
  readonly plans: Readonly<Record<string, PlannedDifference>>;
}

/** What one pair of a plan gave. */
export interface PlannedDifference {
  readonly seconds: number;
  /** Log-ratio of each metric. */
  readonly differences: Readonly<Record<string, number>>;
}

/** Two runs of a peer on identical code. */
export interface ToolEntry extends Provenance {
  readonly type: 'tool';
  readonly id: string;
  readonly tool: string;
  readonly workload: string;
  /** What each run printed, milliseconds. */
  readonly first: ToolFigure;
  readonly second: ToolFigure;
  /** Whether what it printed says that they differ. */
  readonly called: boolean;
  readonly seconds: number;
}

export interface ToolFigure {
  readonly center: number;
  /** Ends of its own interval; null: it prints none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** What `perf-harness calibrate` says of a workload. */
export interface CalibrateEntry extends Provenance {
  readonly type: 'calibrate';
  readonly id: string;
  readonly workload: string;
  readonly seed: number;
  /** Of the gated metrics. */
  readonly metrics: Readonly<Record<string, CalibratedMetric>>;
}

/** What pairs of identical code show of one metric. */
export type CalibratedMetric = Pick<
  MetricCalibration,
  'pairs' | 'spread' | 'seconds_per_pair' | 'false_alarms' | 'visible'
> &
  // Not kept at first.
  Partial<Pick<MetricCalibration, 'deviation'>>;

/** How much of a metric is work; found once, so that a resumed bench plants the same. */
export interface DoseEntry extends Provenance, Dose {
  readonly type: 'dose';
  readonly id: string;
}

/** What the slowdown of 5 % that is planted into a workload is in work and in instructions. */
export interface CountEntry extends Provenance {
  readonly type: 'count';
  readonly id: string;
  readonly workload: string;
  /** How often the head does the work for each time of the base. */
  readonly work: number;
  /** Instructions a call, head over base, of each pair. */
  readonly instructions: readonly number[];
}

export type Entry =
  | CompareEntry
  | RecordEntry
  | PlanEntry
  | ToolEntry
  | CalibrateEntry
  | DoseEntry
  | CountEntry;
