import { UserError } from '../../harness/model/user-error.ts';
import type { LiveFlags } from './live-flags.ts';
import type { SideOptions } from './read-sides.ts';

/** What `compare` was given, as far as it may have no part in what is asked. */
export interface GivenOptions extends SideOptions, LiveFlags {
  readonly names: readonly string[];
  /** What followed `--`. */
  readonly command: readonly string[] | null;
  readonly filter?: string;
  readonly seed?: string;
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
} as const satisfies Partial<Record<keyof GivenOptions, string>>;

const SIDES = {
  dep: '--dep',
  set: '--set',
  node: '--node',
} as const satisfies Partial<Record<keyof GivenOptions, string>>;

/**
 * What would be passed over in silence, and then taken for what the verdicts rest on.
 * @throws UserError where stored sides are to be compared by options of measuring.
 */
export function refuseMeasuringOptions(options: GivenOptions): void {
  const [given] = [...givenOf(options, MEASURING), ...(options.command === null ? [] : ['--'])];
  if (given === undefined) return;
  throw new UserError({
    code: 'bad-option',
    message: `${given} is for sides that are measured; stored runs are compared as they were made.`,
    remedy: `Leave ${given} out, or compare live: perf-harness compare <git ref>`,
  });
}

/** @throws UserError where a saved comparison is to be judged again by something else than itself. */
export function refuseWithReplay(options: GivenOptions): void {
  const [given] = [
    ...givenOf(options, { ...SIDES, ...MEASURING }),
    ...(options.command === null ? [] : ['--']),
    ...options.names.map((name) => `"${name}"`),
  ];
  if (given === undefined) return;
  throw new UserError({
    code: 'bad-option',
    message: `--replay judges a saved comparison by its own sides, scenarios and rules, so ${given} has no part in it.`,
    remedy: `Leave ${given} out, or leave --replay out to measure.`,
  });
}

function givenOf(
  options: GivenOptions,
  words: Partial<Readonly<Record<keyof GivenOptions, string>>>,
): readonly string[] {
  return Object.entries(words)
    .filter(([name]) => options[name as keyof GivenOptions] !== undefined)
    .map(([, word]) => word);
}
