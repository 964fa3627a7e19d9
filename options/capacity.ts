import type { Host } from '../harness/host.ts';
import { parseQuantity } from '../harness/model/scenario/quantity.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { durationType, wholeNumber } from '../harness/model/value/number-type.ts';
import { SEED } from '../harness/model/value/seed.ts';
import { drawSeed } from '../harness/sampling/draw-seed.ts';
import { openProject } from './groups/project.ts';
import { readReports } from './groups/reports.ts';
import { readScenarios } from './groups/scenarios.ts';
import { type RunOptions, type RunWords, readShards } from './run.ts';

/** What `run --find-capacity` searches, with how much, and how it is told. */
export interface CapacityOptions extends RunOptions {
  /** Limits to keep, such as `latency.p99 < 250 ms`; none: the scenario's, or the defaults. */
  readonly keep: readonly string[];
  /** Highest that is tried, per second. */
  readonly maxRate: number;
  /** Load runs at the most. */
  readonly maxRuns: number;
  /** For the whole search, milliseconds. */
  readonly maxTimeMs: number;
}

const MAX_RATE = 100_000;
const MAX_RUNS = 60;
const MAX_TIME_MS = 300_000;
const SEARCH_TIME = durationType('a duration for the search, such as 5min');
/** Seeds that are drawn are below it. */
const SEEDS = 2 ** 31;

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readCapacity(host: Host, words: RunWords): Promise<CapacityOptions> {
  const { keep = [], maxRate, trials, time, shards, strict = false } = words;
  const overrides = {
    trials: null,
    maxTimeMs: null,
    shards: shards === undefined ? null : readShards(shards),
  };
  const judged = {
    wanted: { ...readScenarios(words), overrides },
    seed: words.seed === undefined ? drawSeed(SEEDS) : SEED.read(words.seed, '--seed'),
    keep,
    maxRate: maxRate === undefined ? MAX_RATE : readRate(maxRate),
    maxRuns: trials === undefined ? MAX_RUNS : readRuns(trials),
    maxTimeMs: time === undefined ? MAX_TIME_MS : SEARCH_TIME.read(time, '--time'),
    strict,
  };
  const config = await openProject(host, words);
  return { ...judged, config, reports: readReports(host, words, config.reporters) };
}

function readRate(text: string): number {
  const rate = parseQuantity(text, '/s');
  if (typeof rate === 'number' && rate > 0) return rate;
  throw badOption(`--max-rate takes a rate such as 500 or 2k/s; found "${text}".`);
}

function readRuns(text: string): number {
  const takes = 'a positive whole number of load runs';
  return wholeNumber(takes, 1).read(text, '--trials');
}
