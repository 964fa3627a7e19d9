import type { Host } from '../harness/host.ts';
import { parseQuantity } from '../harness/model/scenario/quantity.ts';
import { openProject } from './groups/project.ts';
import { readReports } from './groups/reports.ts';
import { readScenarios } from './groups/scenarios.ts';
import { type RunOptions, type RunWords, readShards } from './run.ts';
import { badOption } from './values/bad-option.ts';
import { readSeed } from './values/seed.ts';
import { readTime } from './values/time.ts';
import { readWholeNumber } from './values/whole-number.ts';

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
    seed: readSeed(words.seed, SEEDS),
    keep,
    maxRate: maxRate === undefined ? MAX_RATE : readRate(maxRate),
    maxRuns: trials === undefined ? MAX_RUNS : readRuns(trials),
    maxTimeMs:
      time === undefined ? MAX_TIME_MS : readTime(time, 'a duration for the search, such as 5min'),
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
  return readWholeNumber(text, { option: '--trials', takes, from: 1 });
}
