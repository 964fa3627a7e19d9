import { join } from 'node:path';
import { parseVersioned } from '../history/parse-versioned-json.ts';
import { ensureStateFolder, stateSubfolder } from '../history/project-state-folder.ts';
import type { Host } from '../host.ts';
import {
  BASELINE_SCHEMA,
  type Baseline,
  baselineSchema,
} from '../model/documents/baseline-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import { EXIT } from '../model/exit-code.ts';
import { nearestWord } from '../model/scenario/suggest-nearest-word.ts';
import { UserError } from '../model/user-error.ts';

/** Names are file names on every system, and cannot be mistaken for a path or an option. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.@+-]{0,99}$/u;

/** Returns the name unchanged. @throws UserError if it is not a valid baseline name. */
function checkBaselineName(name: string): string {
  if (NAME.test(name) && !name.endsWith('.json')) return name;
  throw new UserError({
    code: 'baseline-name',
    message: `"${name}" is not a valid baseline name.`,
    remedy:
      'Use up to 100 letters, digits, and . _ - @ +, starting with a letter or digit and not ending in .json.',
  });
}

/** Maximum width of a value printed on one line, in columns. */
const WIDTH = 100;

/**
 * Returns the file text in a diff-friendly layout: two-space indent, with short objects and lists
 * of plain values on one line.
 */
function baselineText(baseline: Baseline): string {
  return `${print(baseline, '')}\n`;
}

function print(value: unknown, indent: string): string {
  const compact = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return compact;
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (isPlainList || indent.length + compact.length <= WIDTH) return compact;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`;
  }
  const lines = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${inner}${JSON.stringify(key)}: ${print(item, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

export type BaselineEntry =
  | {
      readonly state: 'readable';
      readonly name: string;
      readonly path: string;
      readonly savedAt: string;
      readonly note: string | null;
      readonly scenarios: readonly string[];
      /** Short name of the machine that the first run was measured on. */
      readonly hostname: string | null;
    }
  | {
      readonly state: 'damaged';
      readonly name: string;
      readonly path: string;
      readonly problem: string;
    };

/** Named baselines of a project, each in its own file under `.perf-harness/baselines/`. */
export interface BaselineStore {
  /** Creates or replaces the baseline of this name. @throws UserError */
  readonly save: (name: string, runs: readonly RunRecord[], note?: string | null) => Baseline;
  /** Lists baselines by name; damaged files are included as damaged entries instead of throwing. */
  readonly list: () => readonly BaselineEntry[];
  readonly has: (name: string) => boolean;
  /** @throws UserError if there is no such baseline or its file is damaged. */
  readonly load: (name: string) => Baseline;
  /** @throws UserError if there is no such baseline. A damaged baseline can be removed. */
  readonly remove: (name: string) => void;
  /** Copies baseline `from` to the name `to`; `from` stays. */
  readonly promote: (from: string, to: string) => Baseline;
}

const EXTENSION = '.json';

const BASELINE_FILE = {
  noun: 'baseline',
  identifier: BASELINE_SCHEMA,
  schema: baselineSchema,
  exitCode: EXIT.baseline,
};

export function createBaselineStore(
  { files, clock }: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): BaselineStore {
  const folder = stateSubfolder(stateFolder, 'baselines');
  const pathOf = (name: string): string => join(folder, `${checkBaselineName(name)}${EXTENSION}`);
  const names = (): readonly string[] =>
    files
      .list(folder)
      .filter((file) => file.endsWith(EXTENSION) && !file.startsWith('.'))
      .map((file) => file.slice(0, -EXTENSION.length));
  const load = (name: string): Baseline => {
    const path = pathOf(name);
    const text = files.read(path);
    if (text === null) throw notFound(name, names());
    return parseVersioned(text, path, BASELINE_FILE);
  };
  const put = (baseline: Baseline): Baseline => {
    const path = pathOf(baseline.name);
    // Loading throws if the file must not be overwritten.
    if (files.isFile(path)) load(baseline.name);
    ensureStateFolder(files, stateFolder, folder);
    files.writeAtomic(path, baselineText(baseline));
    return baseline;
  };
  return {
    save: (name, runs, note = null) =>
      put({
        schema: BASELINE_SCHEMA,
        name: checkBaselineName(name),
        savedAt: clock.now().toISOString(),
        note,
        runs: runsForBaseline(runs),
      }),
    list: () => names().map((name) => entryOf(name, join(folder, `${name}${EXTENSION}`), load)),
    has: (name) => names().includes(name),
    load,
    remove: (name) => {
      const path = pathOf(name);
      if (!files.isFile(path)) throw notFound(name, names());
      files.remove(path);
    },
    promote: (from, to) => put({ ...load(from), name: checkBaselineName(to) }),
  };
}

function entryOf(name: string, path: string, load: (name: string) => Baseline): BaselineEntry {
  try {
    const { savedAt, note, runs } = load(name);
    const scenarios = runs.map(({ scenario }) => scenario);
    const hostname = runs[0]?.environment?.machine.hostname ?? null;
    return { state: 'readable', name, path, savedAt, note, scenarios, hostname };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { state: 'damaged', name, path, problem: error.message };
  }
}

function notFound(name: string, known: readonly string[]): UserError {
  const near = nearestWord(name, known);
  const list =
    known.length === 0 ? 'no baselines are saved yet' : `saved baselines: ${known.join(', ')}`;
  return new UserError({
    code: 'baseline-not-found',
    message: `There is no baseline "${name}"; ${list}.`,
    remedy:
      near === null
        ? `Measure and save one: perf-harness run, then perf-harness baseline save ${name}`
        : `Did you mean ${near}?`,
    exitCode: EXIT.baseline,
  });
}

/** The newest run of each scenario, without blocks: their histograms would make most of a committed file. */
function runsForBaseline(runs: readonly RunRecord[]): readonly RunRecord[] {
  if (runs.length === 0) {
    throw new UserError({
      code: 'baseline-empty',
      message: 'There are no runs to save as a baseline.',
      remedy: 'Run a measurement first: perf-harness run',
    });
  }
  const newest = new Map<string, RunRecord>();
  for (const run of runs) {
    const known = newest.get(run.scenario);
    if (known === undefined || known.id < run.id) newest.set(run.scenario, run);
  }
  return [...newest.values()].map(withoutBlocks).toSorted(byScenario);
}

function withoutBlocks(run: RunRecord): RunRecord {
  if (run.state === 'completed' && Object.keys(run.metrics).length > 0) {
    return {
      ...run,
      trials: run.trials.map((trial) =>
        trial.state === 'completed' ? { ...trial, blocks: [] } : trial,
      ),
    };
  }
  throw new UserError({
    code: 'baseline-unfit',
    message: `The run ${run.id} of "${run.scenario}" cannot be saved as a baseline because its state is ${run.state}${Object.keys(run.metrics).length === 0 ? ' and it measured nothing' : ''}.`,
    remedy: `Measure it again: perf-harness run "${run.scenario}", or choose the records to save with --run.`,
    exitCode: EXIT.baseline,
  });
}

function byScenario(a: RunRecord, b: RunRecord): number {
  return a.scenario < b.scenario ? -1 : 1;
}
