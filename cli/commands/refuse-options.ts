import { UserError } from '../../harness/model/user-error.ts';
import type { CompareCommandOptions } from './compare.ts';

/** Options that only have a meaning where something is measured, as users write them. */
const MEASURING = {
  margin: '--margin',
  time: '--time',
  maxPairs: '--max-pairs',
  seed: '--seed',
  filter: '--filter',
} as const satisfies Partial<Record<keyof CompareCommandOptions, string>>;

const SIDES = {
  dep: '--dep',
  set: '--set',
  node: '--node',
} as const satisfies Partial<Record<keyof CompareCommandOptions, string>>;

/**
 * What would be passed over in silence, and then taken for what the verdicts rest on.
 * @throws UserError where stored sides are to be compared by options of measuring.
 */
export function refuseMeasuringOptions(options: CompareCommandOptions): void {
  const [given] = [...givenOf(options, MEASURING), ...(options.command === null ? [] : ['--'])];
  if (given === undefined) return;
  throw new UserError({
    code: 'bad-option',
    message: `${given} is for sides that are measured; stored runs are compared as they were made.`,
    remedy: `Leave ${given} out, or compare live: perf-harness compare <git ref>`,
  });
}

/** @throws UserError where a saved comparison is to be judged again by something else than itself. */
export function refuseWithReplay(options: CompareCommandOptions): void {
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
  options: CompareCommandOptions,
  words: Partial<Readonly<Record<keyof CompareCommandOptions, string>>>,
): readonly string[] {
  return Object.entries(words)
    .filter(([name]) => options[name as keyof CompareCommandOptions] !== undefined)
    .map(([, word]) => word);
}
