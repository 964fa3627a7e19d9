import { dirname, join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import {
  experimentSchema,
  type OptimizationAlternatives,
  type OptimizationExperiment,
} from '../document/optimization-cycle.ts';
import { type FolderComparison, median } from './compare-project-folder-performance.ts';
import type { ChangeSet } from './hypothesis-dependency-order.ts';
import type { CheckedHypothesis, RemovedHypothesis } from './plan-execution-types.ts';
import type { StateComparison } from './stages/measure-stage.ts';

/** Decision or finding of an execution, emitted at once to be known even if time runs out. */
export type StrikeEvent =
  | ({ readonly type: 'removed' | 'manual' } & RemovedHypothesis)
  | ({ readonly type: 'checked' } & CheckedHypothesis)
  | { readonly type: 'warning'; readonly message: string }
  | ({ readonly type: 'tried' } & Tried)
  | { readonly type: 'function-tried'; readonly outcome: FunctionOutcome }
  | { readonly type: 'contested'; readonly result: OptimizationAlternatives }
  /** `isClean` is set if all uncontested hypotheses were committed. */
  | { readonly type: 'committed'; readonly changes: ChangeSet; readonly isClean?: boolean }
  /** The tests now fail even without changes, so their earlier results are worthless. */
  | { readonly type: 'given-up' };

/** Experiment; omitted fields were not measured, committed or changed. */
type Tried = Pick<Experiment, 'phase' | 'hypotheses' | 'status'> &
  Partial<Pick<Experiment, 'commit' | 'files' | 'e2e'>> & {
    readonly comparison?: StateComparison | null | undefined;
  };

/** Adds to the journal; the stages write it and never read it. */
export type EmitEvent = (event: StrikeEvent) => void;

interface Journal {
  readonly events: readonly StrikeEvent[];
  readonly emit: EmitEvent;
}

/** @param logFile - Absolute path of the log to which experiments are appended as they happen. */
export function openJournal(host: Pick<Host, 'clock' | 'files'>, logFile: string): Journal {
  const events: StrikeEvent[] = [];
  const emit: EmitEvent = (event) => {
    events.push(event);
    if (event.type === 'tried') appendExperiment(host, logFile, experimentOf(event));
    if (event.type === 'function-tried') appendFunctionOutcome(host, logFile, event.outcome);
  };
  return { events, emit };
}

function experimentOf({
  comparison = null,
  commit = null,
  files = [],
  ...tried
}: Tried): Experiment {
  const { base_ms: baseline = null, head_ms: result = null } = comparison?.measured ?? {};
  const improvementPct = comparison?.improvementPct ?? null;
  const { phase, hypotheses, status, e2e = 'skipped' } = tried;
  return { phase, hypotheses, baseline, result, improvementPct, status, commit, files, e2e };
}

/** State of an execution after its events. */
export interface ExecutionProgress {
  /** Changes that are committed. */
  readonly changes: ChangeSet;
  readonly isClean: boolean;
  readonly isGivenUp: boolean;
}

/** @param start - Tree that the execution began with. */
export function replayProgress(events: readonly StrikeEvent[], start: string): ExecutionProgress {
  const nothing = { parts: [], state: start };
  if (events.some(({ type }) => type === 'given-up')) {
    return { changes: nothing, isClean: false, isGivenUp: true };
  }
  const committed = events.filter((event) => event.type === 'committed');
  const changes = committed.at(-1)?.changes ?? nothing;
  const isClean = committed.findLast((event) => event.isClean !== undefined)?.isClean ?? false;
  return { changes, isClean, isGivenUp: false };
}

/** Columns of experiments.tsv, in the order of the report's fields. */
export const EXPERIMENT_COLUMNS = experimentSchema.unwrap().keyof().options;

/** Attempt at a change, with its outcome. */
export interface Experiment {
  readonly phase: 'strike' | 'bisect' | 'contested' | 'sequential';
  readonly hypotheses: readonly string[];
  /** Base value of the primary metric; null: not measured. */
  readonly baseline: number | null;
  readonly result: number | null;
  readonly improvementPct: number | null;
  /** `alternative_a` and on for the alternatives of a group. */
  readonly status:
    | 'applied'
    | 'removed'
    | `alternative_${string}`
    | 'keep'
    | 'discard'
    | 'skip'
    | 'crash';
  readonly commit: string | null;
  readonly files: readonly string[];
  readonly e2e: 'pass' | 'fail' | 'skipped';
}

/** Row as written, all text; empty where nothing was measured. */
export type ExperimentRow = OptimizationExperiment;

/** Appends a row to the log; the header line is written only once. */
export function appendExperiment(
  { clock, files }: Pick<Host, 'clock' | 'files'>,
  path: string,
  experiment: Experiment,
): void {
  appendRow(files, path, EXPERIMENT_COLUMNS, rowOf(experiment, clock.now()).map(writeCell));
}

function appendRow(
  files: Host['files'],
  path: string,
  columns: readonly string[],
  cells: readonly string[],
): void {
  const isNew = !files.isFile(path);
  const lines = files.appendLines(path);
  try {
    if (isNew) lines.write(columns.join('\t'));
    lines.write(cells.join('\t'));
  } finally {
    lines.close();
  }
}

function number(value: number | null): string {
  return value === null || Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)));
}

function rowOf(experiment: Experiment, now: Date): readonly string[] {
  return [
    now.toISOString(),
    experiment.phase,
    experiment.hypotheses.join(','),
    number(experiment.baseline),
    number(experiment.result),
    experiment.improvementPct === null ? '' : experiment.improvementPct.toFixed(1),
    experiment.status,
    experiment.commit ?? '',
    experiment.files.join(','),
    experiment.e2e,
  ];
}

/** Reads the rows of a log; malformed lines, such as one truncated by a kill, are skipped. */
export function readExperiments(text: string): readonly ExperimentRow[] {
  return text.split('\n').flatMap((line) => {
    const cells = line.split('\t').map(readCell);
    if (cells.length !== EXPERIMENT_COLUMNS.length || cells[0] === EXPERIMENT_COLUMNS[0]) return [];
    const entries = EXPERIMENT_COLUMNS.map((name, index) => [name, cells[index] ?? '']);
    // Sound, since every column has its cell.
    return [Object.fromEntries(entries) as ExperimentRow];
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};
const ORIGINALS = new Map(Object.entries(ESCAPES).map(([sign, escaped]) => [escaped, sign]));

function writeCell(text: string): string {
  return text.replace(/[\\\t\n\r]/gu, (sign) => ESCAPES[sign] ?? sign);
}

function readCell(text: string): string {
  return text.replace(/\\[\\tnr]/gu, (escaped) => ORIGINALS.get(escaped) ?? escaped);
}

/** Columns of functions.tsv, in this order. */
const FUNCTION_COLUMNS = [
  'timestamp',
  'hypothesis',
  'runs',
  'baseline_median_ms',
  'baseline_p95_ms',
  'result_median_ms',
  'result_p95_ms',
  'improvement_pct',
  'status',
] as const;

interface FunctionOutcome {
  readonly hypothesis: string;
  readonly measured: FolderComparison;
  readonly improvementPct: number;
  readonly status: 'keep' | 'discard';
}

/**
 * Appends the outcome of a change to a single function, its median and its tail, to
 * `functions.tsv` next to experiments.tsv, whose columns are fixed.
 */
function appendFunctionOutcome(
  { clock, files }: Pick<Host, 'clock' | 'files'>,
  experimentsFile: string,
  { hypothesis, measured, improvementPct, status }: FunctionOutcome,
): void {
  const { base = [], head = [] } = measured.values ?? {};
  const cells = [
    clock.now().toISOString(),
    hypothesis,
    String(Math.min(base.length, head.length)),
    ...[base, head].flatMap((values) => [number(median(values)), number(calculateP95(values))]),
    improvementPct.toFixed(1),
    status,
  ];
  const path = join(dirname(experimentsFile), 'functions.tsv');
  appendRow(files, path, FUNCTION_COLUMNS, cells);
}

/** Returns the smallest value that 95 of 100 do not exceed; NaN for no values. */
function calculateP95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? Number.NaN;
}
