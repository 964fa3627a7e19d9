import type { VariableChange } from '../harness/bisect/variable-space.ts';
import type { Host } from '../harness/host.ts';
import { UserError } from '../harness/model/user-error.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import { checkPairs, type PairOptions, readPairs } from './groups/pairs.ts';
import { openProject, type ProjectWords, repeatedProject } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import { type ProjectRequest, readScenarios, type ScenarioWords } from './groups/scenarios.ts';
import { badOption, badProperty } from './values/bad-option.ts';
import { readVariables } from './values/variables.ts';
import { readWholeNumber } from './values/whole-number.ts';

/** What `bisect` searches, with how much, and how it is told. */
export interface BisectOptions extends PairOptions {
  readonly config: Config;
  /** What leads to the one scenario. */
  readonly wanted: ScenarioRequest;
  readonly over: BisectOver;
  /** Metric to follow; null: the first gated one whose ends differ. */
  readonly metric: string | null;
  /** Pairs that the search may take. */
  readonly maxPairs: number;
  /** The limits that somebody set; null: nobody. */
  readonly limits: { readonly timeMs: number | null; readonly pairs: number | null };
  /** Words that commands to see it again repeat: `--config ci.mjs`. */
  readonly given: readonly string[];
  readonly reports: readonly ReportChoice[];
}

/** What is searched for the change that made the difference. */
export type BisectOver =
  /** The commits between two, along first parents. */
  | { readonly type: 'commits'; readonly good: string; readonly bad: string }
  /** The packages whose versions differ between the lockfiles of two commits; code of the bad one. */
  | { readonly type: 'dependencies'; readonly good: string; readonly bad: string }
  /** Environment variables of the working tree. */
  | { readonly type: 'variables'; readonly variables: readonly VariableChange[] };

/** As a command line says it. */
export interface BisectWords extends ProjectWords, ScenarioWords, ReportWords {
  /** Good, bad and the scenario as they stand on the command line. */
  readonly names: readonly string[];
  readonly deps?: boolean;
  readonly set?: readonly string[];
  readonly metric?: string;
  readonly margin?: string;
  readonly time?: string;
  readonly maxPairs?: string;
  readonly seed?: string;
}

/** As a program says it; `targets` or `command` name the one scenario. */
export interface BisectRequest extends ProjectRequest {
  /** Commits, packages or variables, with both ends. */
  readonly over: BisectOver;
  /** Metric to follow. Default: the first gated one whose ends differ. */
  readonly metric?: string;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: the scenario's own. */
  readonly margin?: number;
  /** Limit for each stage of a decision, of which there are up to three, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** Pairs that the search may take. Default: 400. */
  readonly maxPairs?: number;
}

const MAX_PAIRS = 400;

/** @throws UserError for a word that cannot be taken, and where the ends are missing. */
export async function readBisect(host: Host, words: BisectWords): Promise<BisectOptions> {
  const { metric = null, margin, time, seed, maxPairs } = words;
  const { over, targets } = readOver(words);
  const pairs = readPairs({ margin, time, seed });
  const most = maxPairs === undefined ? null : readMaxPairs(maxPairs);
  const wanted = readScenarios({ ...words, targets });
  const given = repeatedProject(host, words);
  const config = await openProject(host, words);
  const reports = readReports(host, words, config.reporters);
  return {
    ...pairs,
    config,
    wanted,
    over,
    metric,
    given,
    reports,
    maxPairs: most ?? MAX_PAIRS,
    limits: { timeMs: time === undefined ? null : pairs.maxTimeMs, pairs: most },
  };
}

/** @throws UserError for a property that cannot be taken. */
export function checkBisect(config: Config, request: BisectRequest): BisectOptions {
  const { over, metric = null, maxTimeMs = null, maxPairs } = request;
  const most = maxPairs === undefined ? null : checkMaxPairs(maxPairs);
  return {
    ...checkPairs(request),
    config,
    wanted: readScenarios(request),
    over,
    metric,
    given: [],
    reports: [],
    maxPairs: most ?? MAX_PAIRS,
    limits: { timeMs: maxTimeMs, pairs: most },
  };
}

function isCount(pairs: number): boolean {
  return Number.isInteger(pairs) && pairs > 0;
}

function readMaxPairs(text: string): number {
  return readWholeNumber(text, {
    option: '--max-pairs',
    takes: 'a positive whole number',
    from: 1,
  });
}

function checkMaxPairs(pairs: number): number {
  if (isCount(pairs)) return pairs;
  throw badProperty(`maxPairs is a positive whole number; found ${pairs}`, 'maxPairs: 400');
}

/**
 * What is searched, and what is left of the arguments: the scenario.
 * @throws UserError where the ends are missing.
 */
function readOver({ names, deps, set }: BisectWords): {
  readonly over: BisectOver;
  readonly targets: readonly string[];
} {
  if (set !== undefined && deps) {
    throw badOption('--deps and --set each say what is searched; give one of them.');
  }
  if (set !== undefined) {
    return { over: { type: 'variables', variables: differingVariables(set) }, targets: names };
  }
  const [good, bad, ...targets] = names;
  if (good === undefined || bad === undefined) {
    throw new UserError({
      code: 'no-ends',
      message: 'bisect needs a good commit and a bad one, and then the scenario.',
      remedy: 'For example: perf-harness bisect v1.2.0 main parse',
    });
  }
  return { over: { type: deps ? 'dependencies' : 'commits', good, bad }, targets };
}

function differingVariables(texts: readonly string[]): readonly VariableChange[] {
  const variables = readVariables(texts);
  const same = variables.find(({ from, to }) => from === to);
  if (same === undefined) return variables;
  throw badOption(
    `--set ${same.name}=${same.from}..${same.to} cannot be searched: both values are the same.`,
    'For example: --set POOL_SIZE=5..10 --set CACHE=on..off',
  );
}
