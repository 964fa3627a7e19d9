import type { ComparisonVerdict } from '../../harness/model/documents/run-report-and-comparison-document.ts';

/** Change of the head relative to the base in a case. */
export type PlantedChange =
  | { readonly type: 'none' }
  /** More work, so that the metric is larger by this share. */
  | { readonly type: 'slower'; readonly share: number; readonly metric: string };

/** A set of full comparisons behind one claim. */
export interface CompareCase {
  readonly id: string;
  /** For tables. */
  readonly title: string;
  readonly change: PlantedChange;
  /** As on the command line; null: the default. */
  readonly margin: string | null;
  /** Limit for each stage of a comparison, as on the command line; null: the default. */
  readonly time: string | null;
  /** Metric that decides alone; null: those of the workload's kind. */
  readonly decideBy: string | null;
  /** Set if another program uses a core in bursts meanwhile. */
  readonly hasNeighbour?: boolean;
  readonly workloads: readonly string[];
  /** Comparisons in all, spread over the workloads. */
  readonly runs: number;
  readonly quickRuns: number;
  readonly promise: Promised;
}

/** Claimed limits of the verdicts and of the median of the seconds. */
interface Promised {
  readonly verdicts: readonly ComparisonVerdict[];
  /** Metric of the claim; null: any gated metric. */
  readonly metric: string | null;
  readonly limit:
    | { readonly type: 'at-most'; readonly count: number }
    | { readonly type: 'at-least'; readonly count: number };
  readonly medianSeconds: number | null;
}

/** Relative slowdown in the recordings that have one. */
export const RECORDED_SLOWDOWN = 0.05;

const NO_CHANGE: PlantedChange = { type: 'none' };
/** Workloads of functions. */
export const FUNCTION_WORKLOADS = ['parse', 'map', 'async'] as const;
const FUNCTIONS_AND_COMMANDS = [...FUNCTION_WORKLOADS, 'command'] as const;
const ALL_FIVE = [...FUNCTIONS_AND_COMMANDS, 'http'] as const;
const CHANGED: readonly ComparisonVerdict[] = ['regressed', 'improved'];

/** The promises of the project about its verdicts, in the order of the table. */
export const COMPARE_CASES: readonly CompareCase[] = [
  {
    id: 'same',
    title: 'identical code, default margin',
    change: NO_CHANGE,
    margin: null,
    time: '30s',
    decideBy: null,
    workloads: ALL_FIVE,
    // With all others of identical code a thousand.
    runs: 430,
    quickRuns: 2,
    promise: {
      verdicts: CHANGED,
      metric: null,
      limit: { type: 'at-most', count: 0 },
      medianSeconds: null,
    },
  },
  {
    id: 'same-margin-0',
    title: 'identical code, margin 0',
    change: NO_CHANGE,
    margin: '0%',
    time: '30s',
    decideBy: null,
    workloads: ALL_FIVE,
    runs: 200,
    quickRuns: 0,
    promise: {
      verdicts: CHANGED,
      metric: null,
      limit: { type: 'at-most', count: 2 },
      medianSeconds: null,
    },
  },
  {
    id: 'slower-5',
    title: '5 % slower, default margin',
    change: { type: 'slower', share: 0.05, metric: 'wall_time' },
    margin: null,
    time: null,
    decideBy: null,
    workloads: FUNCTIONS_AND_COMMANDS,
    runs: 40,
    quickRuns: 2,
    promise: {
      verdicts: ['regressed'],
      metric: 'wall_time',
      limit: { type: 'at-least', count: 38 },
      medianSeconds: 30,
    },
  },
  {
    id: 'slower-2-margin-0',
    title: '2 % slower, margin 0',
    change: { type: 'slower', share: 0.02, metric: 'wall_time' },
    margin: '0%',
    time: null,
    decideBy: null,
    workloads: FUNCTIONS_AND_COMMANDS,
    runs: 40,
    quickRuns: 0,
    promise: {
      verdicts: ['regressed'],
      metric: 'wall_time',
      limit: { type: 'at-least', count: 36 },
      medianSeconds: 120,
    },
  },
  {
    id: 'same-margin-5',
    title: 'identical code, margin 5 %',
    change: NO_CHANGE,
    margin: '5%',
    time: null,
    decideBy: null,
    workloads: FUNCTIONS_AND_COMMANDS,
    runs: 40,
    quickRuns: 1,
    promise: {
      verdicts: ['unchanged'],
      metric: 'wall_time',
      limit: { type: 'at-least', count: 38 },
      medianSeconds: 20,
    },
  },
  {
    id: 'at-margin',
    // The hardest for the promise that a confirmed change lies beyond the margin: in at most 4 % it does not.
    title: '2 % slower, default margin',
    change: { type: 'slower', share: 0.02, metric: 'wall_time' },
    margin: null,
    time: null,
    decideBy: null,
    workloads: FUNCTIONS_AND_COMMANDS,
    runs: 40,
    quickRuns: 0,
    promise: {
      verdicts: ['regressed'],
      metric: 'wall_time',
      // At a rate of 4 %, more than four of forty occur once in fifty times; the planted share is
      // known to within a twentieth.
      limit: { type: 'at-most', count: 4 },
      medianSeconds: null,
    },
  },
  {
    id: 'http-cpu-5',
    title: 'server: 5 % more CPU a request',
    change: { type: 'slower', share: 0.05, metric: 'cpu_time' },
    margin: null,
    time: null,
    decideBy: null,
    workloads: ['http'],
    runs: 40,
    quickRuns: 0,
    promise: {
      verdicts: ['regressed'],
      // More CPU time also delays responses, and chance decides which of the two is detected first.
      metric: null,
      limit: { type: 'at-least', count: 38 },
      medianSeconds: 60,
    },
  },
  {
    id: 'http-p95-15',
    title: 'server: p95 15 % longer',
    change: { type: 'slower', share: 0.15, metric: 'latency.p95' },
    margin: null,
    time: null,
    // More work also increases CPU time, which would be detected first and end the measurement.
    decideBy: 'latency.p95',
    workloads: ['http'],
    runs: 40,
    quickRuns: 0,
    promise: {
      verdicts: ['regressed'],
      metric: 'latency.p95',
      limit: { type: 'at-least', count: 38 },
      medianSeconds: 180,
    },
  },
  {
    id: 'same-neighbour',
    title: 'identical code, default margin, beside a noisy neighbour',
    change: NO_CHANGE,
    margin: null,
    time: '30s',
    decideBy: null,
    hasNeighbour: true,
    workloads: ALL_FIVE,
    runs: 250,
    quickRuns: 0,
    promise: {
      verdicts: CHANGED,
      metric: null,
      limit: { type: 'at-most', count: 0 },
      medianSeconds: null,
    },
  },
  {
    id: 'slower-1-margin-0',
    title: '1 % slower, margin 0',
    change: { type: 'slower', share: 0.01, metric: 'wall_time' },
    margin: '0%',
    time: null,
    decideBy: null,
    workloads: FUNCTION_WORKLOADS,
    runs: 42,
    quickRuns: 0,
    promise: {
      verdicts: ['regressed'],
      metric: 'wall_time',
      limit: { type: 'at-least', count: 38 },
      medianSeconds: 60,
    },
  },
  {
    id: 'http-same-cpu',
    title: 'server: identical code, margin 5 % of cpu_time, 60 s',
    change: NO_CHANGE,
    margin: '5%',
    time: '60s',
    decideBy: 'cpu_time',
    workloads: ['http'],
    runs: 40,
    quickRuns: 0,
    promise: {
      verdicts: ['unchanged'],
      metric: 'cpu_time',
      limit: { type: 'at-least', count: 36 },
      medianSeconds: null,
    },
  },
  {
    id: 'http-same-p95',
    title: 'server: identical code, margin 10 % of p95, 90 s',
    change: NO_CHANGE,
    margin: '10%',
    time: '90s',
    decideBy: 'latency.p95',
    workloads: ['http'],
    runs: 40,
    quickRuns: 0,
    promise: {
      verdicts: ['unchanged'],
      metric: 'latency.p95',
      limit: { type: 'at-least', count: 36 },
      medianSeconds: null,
    },
  },
];

/** Returns the tag of the commit with a change. */
export function formatChangeTag(change: PlantedChange): string {
  if (change.type === 'none') return 'same';
  return `slower-${Math.round(change.share * 100)}`;
}
