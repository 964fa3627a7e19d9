import type { TracedInputs } from '../../../harness/model/documents/traced-external-inputs.ts';
import { plural } from '../../text/format-counts.ts';
import { printable } from '../../text/printable-text.ts';

/** Maximum number of reasons listed, most frequent first. */
const MOST_REASONS = 3;

/**
 * Explains, a sentence each, why scenarios were measured although their inputs were traced;
 * scenarios with the same inputs have that as their verdict.
 */
export function explainMeasuredDespiteInputTracing(
  inputs: readonly TracedInputs[],
): readonly string[] {
  const causes = inputs.flatMap(({ scenario, ...input }) => {
    if (input.outcome === 'different') return [{ scenario, what: 'differs', why: input.what }];
    if (input.outcome !== 'ineligible') return [];
    return [{ scenario, what: 'cannot be traced', why: input.reason }];
  });
  return ['differs', 'cannot be traced'].flatMap((what) => {
    const alike = causes.filter((cause) => cause.what === what);
    if (alike.length === 0) return [];
    const reasons = [...Map.groupBy(alike, ({ why }) => why)].toSorted(
      ([, group], [, other]) => other.length - group.length,
    );
    const named = reasons.slice(0, MOST_REASONS).map(([why, [first, ...others]]) => {
      const who = others.length === 0 ? first?.scenario : plural(others.length + 1, 'scenario');
      return `${printable(who ?? '')} (${printable(why)})`;
    });
    const more = reasons.length > MOST_REASONS ? ' and others' : '';
    return [`Measured because the input ${what}: ${named.join(', ')}${more}.`];
  });
}
