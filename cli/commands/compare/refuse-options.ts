import { badOption } from '../../../harness/model/value/bad-option.ts';
import type { Call } from '../../../registry/command.ts';
import { flagOf } from '../../../registry/option.ts';
import type { COMPARE_OPTIONS } from './options.ts';

type CompareCall = Pick<Call<typeof COMPARE_OPTIONS>, 'flags' | 'words' | 'command'>;
type Name = keyof typeof COMPARE_OPTIONS;

/** Options that only have a meaning where something is measured. */
const MEASURING: readonly Name[] = [
  'metric',
  'margin',
  'confidence',
  'time',
  'maxPairs',
  'seed',
  'filter',
  'sameInputs',
  'measureAll',
  'measureShare',
];
const SIDES: readonly Name[] = ['dep', 'set', 'node'];

/**
 * What would be passed over in silence, and then taken for what the verdicts rest on.
 * @throws UserError where stored sides are to be compared by options of measuring.
 */
export function refuseMeasuringOptions(call: CompareCall): void {
  const [given] = givenAmong(call, MEASURING);
  if (given === undefined) return;
  throw badOption(
    `${given} is for sides that are measured; stored runs are compared as they were made.`,
    `Leave ${given} out, or compare live: perf-harness compare <git ref>`,
  );
}

/** @throws UserError where a saved comparison is to be judged again by something else than itself. */
export function refuseWithReplay(call: CompareCall): void {
  const words = call.words.map((name) => `"${name}"`);
  const [given] = [...givenAmong(call, [...SIDES, ...MEASURING]), ...words];
  if (given === undefined) return;
  throw badOption(
    `--replay judges a saved comparison by its own sides, scenarios and rules, so ${given} has no part in it.`,
    `Leave ${given} out, or leave --replay out to measure.`,
  );
}

function givenAmong({ flags, command }: CompareCall, names: readonly Name[]): readonly string[] {
  const given = names.filter((name) => flags[name] !== undefined).map(flagOf);
  return command === null ? given : [...given, '--'];
}
