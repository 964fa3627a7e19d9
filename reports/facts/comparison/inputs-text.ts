import type { TracedInputs } from '../../../harness/model/documents/traced-inputs.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';

/** Reasons that are named; of more the most frequent ones. */
const MOST_REASONS = 3;

/**
 * Why scenarios were measured although what they read was followed, a sentence each; those that read the
 * same have that as their verdict.
 */
export function inputsText(inputs: readonly TracedInputs[]): readonly string[] {
  const differing = inputs.flatMap((one) =>
    one.outcome === 'different' ? [{ scenario: one.scenario, why: one.what }] : [],
  );
  const ineligible = inputs.flatMap((one) =>
    one.outcome === 'ineligible' ? [{ scenario: one.scenario, why: one.reason }] : [],
  );
  return [...sentence(differing, 'differs'), ...sentence(ineligible, 'cannot be followed')];
}

interface Told {
  readonly scenario: string;
  readonly why: string;
}

function sentence(told: readonly Told[], what: string): readonly string[] {
  if (told.length === 0) return [];
  const reasons = [...Map.groupBy(told, ({ why }) => why)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  const named = reasons.slice(0, MOST_REASONS).map(([why, of]) => {
    const [first] = of;
    const who =
      of.length === 1 && first !== undefined ? first.scenario : plural(of.length, 'scenario');
    return `${printable(who)} (${printable(why)})`;
  });
  const more = reasons.length > MOST_REASONS ? ' and others' : '';
  return [`Measured, since what they read ${what}: ${named.join(', ')}${more}.`];
}
