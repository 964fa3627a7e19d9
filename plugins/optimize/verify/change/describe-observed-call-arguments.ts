import type { Session } from '../recorded-call-session.ts';
import {
  type FunctionFacts,
  observeSessions,
  type ValueFacts,
} from '../summarize-recorded-calls-by-function.ts';

/** Sentences at the most. */
const MOST_SENTENCES = 5;

/**
 * Describes the observed arguments of functions, a sentence each, most called first: a checked
 * change rests on them.
 * @param functions - Names of the functions that were called.
 */
export function describeArguments(
  sessions: readonly Session[],
  functions: readonly string[],
): readonly string[] {
  return observeSessions(sessions)
    .filter(({ name, parameters }) => functions.includes(name) && parameters.length > 0)
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, MOST_SENTENCES)
    .map(sentenceOf);
}

function sentenceOf(facts: FunctionFacts): string {
  return `Callers continue to pass arguments like those observed: ${formatCallSignature(facts)}.`;
}

/** Formats a call's kinds and sizes, not values: `find(array of object [3 to 90], string [2])`. */
export function formatCallSignature({ name, parameters }: FunctionFacts): string {
  return `${name}(${parameters.map(formatArgument).join(', ')})`;
}

function formatArgument({ kinds, items, lengths, withHoles }: ValueFacts): string {
  const names = Object.keys(kinds).join(' | ');
  const inner = Object.keys(items).join(' | ');
  const holes = withHoles > 0 ? ', with holes' : '';
  if (lengths === null) return names;
  const { least, most } = lengths;
  const count = least === most ? String(least) : `${least} to ${most}`;
  return `${names}${inner === '' ? '' : ` of ${inner}`}${holes} [${count}]`;
}
