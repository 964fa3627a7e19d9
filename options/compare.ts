import type { Host } from '../harness/host.ts';
import { limitWords } from '../harness/model/scenario/limit-words.ts';
import { UserError } from '../harness/model/user-error.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import {
  checkPairs,
  type PairOptions,
  type PairWords,
  readMaxPairs,
  readPairs,
  readPairTime,
} from './groups/pairs.ts';
import { openProject, type ProjectWords, repeatedProject } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import {
  checkSameInputs,
  readSameInputs,
  repeatedSameInputs,
  type SameInputs,
  type SameInputsRequest,
  type SameInputsWords,
} from './groups/same-inputs.ts';
import { type ProjectRequest, readScenarios, type ScenarioWords } from './groups/scenarios.ts';
import { refuseMeasuringOptions, refuseWithReplay } from './refuse-in-compare.ts';
import { nameSides } from './sides/name-sides.ts';
import { type ReadSides, readSides, type SideWords } from './sides/read-sides.ts';
import type { LiveSidesRequest } from './sides/sides-request.ts';
import { knownMetrics } from './values/metrics.ts';

/** What `compare` holds against each other, and how it is told. */
export type CompareOptions = LiveComparison | StoredComparison | SavedComparison;

interface Told {
  readonly config: Config;
  readonly reports: readonly ReportChoice[];
  /** Whether what is not known counts in the exit code. */
  readonly strict: boolean;
}

/** Two sides that are measured. */
export interface LiveComparison extends Told, PairOptions, SameInputs {
  readonly type: 'live';
  readonly sides: LiveSidesRequest;
  readonly wanted: ScenarioRequest;
  /** null: each scenario's own metrics decide. */
  readonly decideBy: DecidingMetrics | null;
  /** Whether what came out better or worse is profiled on both sides. */
  readonly explain: boolean;
  /** null: nobody could type it. */
  readonly again: RepeatedComparison | null;
}

/** Metrics that decide in place of the scenarios' own. */
export interface DecidingMetrics {
  readonly metrics: readonly string[];
  /** Whether one that no scenario has is a mistake. */
  readonly areRequired: boolean;
}

/** Words of a command that measures the same again, beside its sides and scenarios. */
export interface RepeatedComparison {
  /** How long it may take. They come first, so that others can take their place. */
  readonly limits: readonly string[];
  /** How it judges, as it was written. */
  readonly rules: readonly string[];
  /** Where the project is kept. */
  readonly project: readonly string[];
}

/** Two sides that were measured before. */
export interface StoredComparison extends Told {
  readonly type: 'stored';
  readonly base: string;
  readonly head: string;
  /** As a ratio, for every metric; null: each metric's own. */
  readonly margin: number | null;
}

/** A comparison that was saved, to be judged again. */
export interface SavedComparison extends Told {
  readonly type: 'saved';
  readonly key: string;
}

/** As a command line says it. */
export interface CompareWords
  extends ProjectWords,
    ScenarioWords,
    ReportWords,
    SideWords,
    PairWords,
    SameInputsWords {
  /** Base, head and scenarios as they stand on the command line. */
  readonly names: readonly string[];
  readonly metric?: readonly string[];
  /** false: `--no-explain`. */
  readonly explain?: boolean;
  readonly replay?: string;
  readonly strict?: boolean;
}

/** As a program says it. */
export interface CompareRequest extends ProjectRequest, SameInputsRequest {
  /** A git ref, a folder, `.` for the working tree; or a baseline's name, a record, `latest`. */
  readonly base: string;
  /** The same. Default: the working tree, or the newest run of each scenario where base is stored. */
  readonly head?: string;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /**
   * Metrics that decide over the scenarios that can have any of them, in place of their own. Stored
   * sides are judged by their own: they were not measured for anything else.
   */
  readonly decideBy?: readonly string[];
  /** Limit for each scenario and stage, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** Whether what came out better or worse is profiled on both sides. Default: true. */
  readonly explain?: boolean;
}

/** The newest run of each scenario. */
const LATEST = 'latest';

/** @throws UserError for a word that cannot be taken, and for a side that is not there. */
export async function readCompare(
  host: Host,
  words: CompareWords,
  signal: AbortSignal,
): Promise<CompareOptions> {
  const { names, replay, strict = false } = words;
  if (replay !== undefined) refuseWithReplay(words);
  const judged = readMeasuring(host, words);
  const config = await openProject(host, words);
  const told = { config, reports: readReports(host, words, [], { hasRuns: true }), strict };
  if (replay !== undefined) return { ...told, type: 'saved', key: replay };
  const found = await readSides(host, config, names, words, signal);
  if (found.type === 'live') return { ...told, ...judged(found), type: 'live' };
  refuseMeasuringOptions(words);
  return { ...told, type: 'stored', base: found.base, head: found.head ?? LATEST, margin: null };
}

/** What is measured, once the sides are known, which take some of the names. @throws UserError */
function readMeasuring(host: Host, words: CompareWords) {
  const { metric, explain = true } = words;
  const same = readSameInputs(words);
  const decideBy = metric === undefined ? null : { metrics: metric, areRequired: true };
  const scenarios = readScenarios(words);
  const pairs = readPairs(words);
  const again = repeated(host, words);
  return ({ sides, targets }: Extract<ReadSides, { type: 'live' }>) => {
    const wanted = { ...scenarios, targets };
    return { ...pairs, ...same, sides, wanted, decideBy, explain, again };
  };
}

function repeated(host: Host, words: CompareWords): RepeatedComparison {
  const { time, maxPairs, metric = [], margin, confidence } = words;
  return {
    limits: limitWords({
      timeMs: time === undefined ? null : readPairTime(time),
      pairs: maxPairs === undefined ? null : readMaxPairs(maxPairs),
    }),
    rules: [
      ...metric.flatMap((name) => ['--metric', name]),
      ...(margin === undefined ? [] : ['--margin', margin]),
      ...(confidence === undefined ? [] : ['--confidence', confidence]),
      ...repeatedSameInputs(readSameInputs(words)),
    ],
    project: repeatedProject(host, words),
  };
}

/** Nothing but a few questions to git, which end by themselves. */
const NEVER = new AbortController().signal;

/**
 * Reads what `compare` was asked for as far as it is the same whatever commit is checked out: its
 * words, and the sides that it names. @throws UserError for the first mistake in it.
 */
export async function checkAnyCommit(host: Host, words: CompareWords): Promise<void> {
  readMeasuring(host, words);
  knownMetrics('--metric', words.metric ?? []);
  readReports(host, words, [], { hasRuns: true });
  if (words.replay !== undefined) return;
  const config = await configHere(host, words);
  if (config !== null) await readSides(host, config, words.names, words, NEVER);
}

/** null: that of this commit cannot be read, which says nothing of the others. */
async function configHere(host: Host, words: CompareWords): Promise<Config | null> {
  try {
    return await openProject(host, words);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** @throws UserError for a property that cannot be taken, and for a side that is not there. */
export async function checkCompare(
  host: Host,
  config: Config,
  request: CompareRequest,
  signal: AbortSignal,
): Promise<LiveComparison | StoredComparison> {
  const { decideBy, explain = true } = request;
  const same = checkSameInputs(request);
  const told = { config, reports: [], strict: false };
  const pairs = checkPairs(request);
  const wanted = readScenarios(request);
  const deciding =
    decideBy === undefined
      ? null
      : { metrics: knownMetrics('decideBy', decideBy), areRequired: false };
  const named = await nameSides(host, config, request, signal);
  if (named.type === 'stored') {
    const { base, head = LATEST } = named;
    return { ...told, type: 'stored', base, head, margin: pairs.margin };
  }
  const { sides } = named;
  const how = { decideBy: deciding, explain, ...same, again: null };
  return { ...told, ...pairs, sides, wanted, ...how, type: 'live' };
}
