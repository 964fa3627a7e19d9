import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import { type PairOptions, readPairs } from './groups/pairs.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { readScenarios, type ScenarioWords } from './groups/scenarios.ts';
import { readWholeNumber } from './values/whole-number.ts';

/** What `calibrate` measures against itself, and how it is told. */
export interface CalibrateOptions extends Pick<PairOptions, 'seed' | 'maxTimeMs'> {
  readonly config: Config;
  readonly wanted: ScenarioRequest;
  /** Of identical code. */
  readonly pairs: number;
  /** Whether it is printed as JSON. */
  readonly json: boolean;
}

/** As a command line says it. */
export interface CalibrateWords extends ProjectWords, ScenarioWords {
  readonly pairs?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

/** Pairs of identical code that a calibration rests on where nobody says otherwise. */
const PAIRS = 30;
/** Fewer tell nothing about a spread: they are shown, and nothing is judged by them. */
export const FEWEST_CALIBRATION_PAIRS = 10;

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readCalibrate(host: Host, words: CalibrateWords): Promise<CalibrateOptions> {
  const { pairs, time, json = false } = words;
  const count = pairs === undefined ? PAIRS : readCount(pairs);
  const { seed, maxTimeMs } = readPairs({ time, seed: words.seed });
  const wanted = readScenarios(words);
  return { config: await openProject(host, words), wanted, pairs: count, seed, maxTimeMs, json };
}

function readCount(text: string): number {
  const takes = `a whole number of at least ${FEWEST_CALIBRATION_PAIRS}`;
  return readWholeNumber(text, { option: '--pairs', takes, from: FEWEST_CALIBRATION_PAIRS });
}
