import type { Host } from '../harness/host.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { wholeNumber } from '../harness/model/value/number-type.ts';
import { SEED } from '../harness/model/value/seed.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { readScenarios, type ScenarioWords } from './groups/scenarios.ts';
import { readOverrides } from './run.ts';

/** Which commits are measured, with which scenarios. */
export interface HistoryMeasureOptions {
  readonly config: Config;
  readonly wanted: ScenarioRequest;
  /** Those after `good` up to `bad`, along first parents. */
  readonly range: { readonly good: string; readonly bad: string };
  /** 1: all of them; 10: the newest, and each tenth before it. */
  readonly every: number;
  /** Whether each commit gets the packages it asks for; else those that are installed here. */
  readonly installs: boolean;
  /** The same for all commits, so that V8 draws alike for each. */
  readonly seed: number;
}

/** As a command line says it. */
export interface HistoryMeasureWords extends ProjectWords, ScenarioWords {
  readonly range: string;
  readonly every?: string;
  readonly install?: boolean;
  readonly trials?: string;
  readonly time?: string;
  readonly seed?: string;
}

/** Drawn once and for all: a command that goes on where another was stopped has the same. */
const USUAL_SEED = 28;

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readHistoryMeasure(
  host: Host,
  words: HistoryMeasureWords,
): Promise<HistoryMeasureOptions> {
  const range = readRange(words.range);
  const every = words.every === undefined ? 1 : readEvery(words.every);
  const wanted = { ...readScenarios(words), overrides: readOverrides(words) };
  const seed = words.seed === undefined ? USUAL_SEED : SEED.read(words.seed, '--seed');
  const installs = words.install ?? true;
  return { config: await openProject(host, words), wanted, range, every, installs, seed };
}

function readRange(text: string): HistoryMeasureOptions['range'] {
  const [, good, bad] = /^(.+?)\.\.([^.].*)?$/u.exec(text) ?? [];
  if (good !== undefined) return { good, bad: bad ?? 'HEAD' };
  throw badOption(
    `history measure takes a range of commits, not "${text}".`,
    'Give the commit before the first one and the last one: v1.0.0..main, or HEAD~50..HEAD',
  );
}

function readEvery(text: string): number {
  return wholeNumber('a positive whole number', 1).read(text, '--every');
}
