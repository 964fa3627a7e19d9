import type { Host } from '../harness/host.ts';
import { parseDuration } from '../harness/model/scenario/quantity.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { wholeNumber } from '../harness/model/value/number-type.ts';
import { SEED } from '../harness/model/value/seed.ts';
import { drawSeed } from '../harness/sampling/draw-seed.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioOverrides } from '../harness/scenario/override-scenarios.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import { MOST_SHARDS } from '../harness/scenario/schema/k6-schema.ts';
import { FEWEST_TRIALS } from '../harness/scenario/schema/sampling.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import { type ProjectRequest, readScenarios, type ScenarioWords } from './groups/scenarios.ts';

/** What `run` measures, and how it is told. */
export interface RunOptions {
  readonly config: Config;
  readonly wanted: ScenarioRequest;
  /** Order of measuring and V8 seeds come from it. */
  readonly seed: number;
  readonly reports: readonly ReportChoice[];
  /** Whether what is not known counts in the exit code. */
  readonly strict: boolean;
}

/** As a command line says it. */
export interface RunWords extends ProjectWords, ScenarioWords, ReportWords {
  readonly list?: boolean;
  readonly trials?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly shards?: string;
  readonly strict?: boolean;
  readonly findCapacity?: boolean;
  readonly keep?: readonly string[];
  readonly maxRate?: string;
  readonly engine?: string;
  readonly emit?: string;
  readonly submit?: boolean;
  readonly namespace?: string;
  readonly yes?: boolean;
}

/** As a program says it. */
export interface RunRequest extends ProjectRequest {
  /** Few and short trials. */
  readonly quick?: boolean;
}

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readRun(host: Host, words: RunWords): Promise<RunOptions> {
  const wanted = { ...readScenarios(words), overrides: readOverrides(words) };
  const seed = words.seed === undefined ? drawSeed() : SEED.read(words.seed, '--seed');
  const config = await openProject(host, words);
  const reports = readReports(host, words, config.reporters, { hasRuns: true });
  return { config, wanted, seed, reports, strict: words.strict ?? false };
}

/** @throws UserError for a property that cannot be taken. */
export function checkRun(config: Config, request: RunRequest): RunOptions {
  const wanted = readScenarios(request);
  return {
    config,
    wanted,
    seed: request.seed === undefined ? drawSeed() : SEED.check(request.seed, 'seed'),
    reports: [],
    strict: false,
  };
}

/** The scenarios that `run` would measure. @throws UserError */
export async function readList(
  host: Host,
  words: RunWords,
): Promise<Pick<RunOptions, 'config' | 'wanted'>> {
  const wanted = { ...readScenarios(words), overrides: readOverrides(words) };
  return { wanted, config: await openProject(host, words) };
}

/** What is said over the scenarios' own words. @throws UserError */
export function readOverrides({ trials, time, shards }: RunWords): ScenarioOverrides {
  return {
    trials: trials === undefined ? null : readTrials(trials),
    maxTimeMs: time === undefined ? null : readRunTime(time),
    shards: shards === undefined ? null : readShards(shards),
  };
}

/** One is enough for some kinds; those of the others are told when their scenarios are known. */
function readTrials(text: string): number {
  const takes = `a whole number of at least ${FEWEST_TRIALS}`;
  return wholeNumber(takes, 1).read(text, '--trials');
}

function readRunTime(text: string): number {
  const time = parseDuration(text);
  if (typeof time === 'number' && time > 0) return time;
  const problem = typeof time === 'number' ? `"${text}" is not more than 0` : time.problem;
  throw badOption(`--time takes a duration such as 30s; ${problem}.`);
}

/** `--shards`. @throws UserError */
export function readShards(text: string): number {
  const takes = `a whole number of 1 to ${MOST_SHARDS}`;
  return wholeNumber(takes, 1, MOST_SHARDS).read(text, '--shards');
}
