import type { PairWords } from './groups/pairs.ts';
import type { SameInputsWords } from './groups/same-inputs.ts';
import type { SideWords } from './sides/read-sides.ts';
import { badOption } from './values/bad-option.ts';

/** What `compare` was given, as far as it may have no part in what is asked. */
interface GivenWords extends SideWords, PairWords, SameInputsWords {
  readonly names: readonly string[];
  /** What followed `--`. */
  readonly command?: readonly string[] | null;
  readonly metric?: readonly string[];
  readonly filter?: string;
}

/** Options that only have a meaning where something is measured, as users write them. */
const MEASURING = {
  metric: '--metric',
  margin: '--margin',
  confidence: '--confidence',
  time: '--time',
  maxPairs: '--max-pairs',
  seed: '--seed',
  filter: '--filter',
  sameInputs: '--same-inputs',
  measureAll: '--measure-all',
  measureShare: '--measure-share',
} as const satisfies Partial<Record<keyof GivenWords, string>>;

const SIDES = {
  dep: '--dep',
  set: '--set',
  node: '--node',
} as const satisfies Partial<Record<keyof GivenWords, string>>;

/**
 * What would be passed over in silence, and then taken for what the verdicts rest on.
 * @throws UserError where stored sides are to be compared by options of measuring.
 */
export function refuseMeasuringOptions(words: GivenWords): void {
  const [given] = [...givenOf(words, MEASURING), ...(words.command == null ? [] : ['--'])];
  if (given === undefined) return;
  throw badOption(
    `${given} is for sides that are measured; stored runs are compared as they were made.`,
    `Leave ${given} out, or compare live: perf-harness compare <git ref>`,
  );
}

/** @throws UserError where a saved comparison is to be judged again by something else than itself. */
export function refuseWithReplay(words: GivenWords): void {
  const [given] = [
    ...givenOf(words, { ...SIDES, ...MEASURING }),
    ...(words.command == null ? [] : ['--']),
    ...words.names.map((name) => `"${name}"`),
  ];
  if (given === undefined) return;
  throw badOption(
    `--replay judges a saved comparison by its own sides, scenarios and rules, so ${given} has no part in it.`,
    `Leave ${given} out, or leave --replay out to measure.`,
  );
}

function givenOf(
  given: GivenWords,
  options: Partial<Readonly<Record<keyof GivenWords, string>>>,
): readonly string[] {
  return Object.entries(options)
    .filter(([name]) => given[name as keyof GivenWords] !== undefined)
    .map(([, word]) => word);
}
