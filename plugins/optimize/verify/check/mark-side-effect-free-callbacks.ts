import { isReadFunctionName } from '../../generators/io/classify-read-call.ts';
import { toComparableValues } from '../replay/comparable-values.ts';
import {
  type CallbackCall,
  createObjectTimeline,
  type Session,
} from '../sessions/recorded-call-session.ts';
import { canonicalizeValues } from '../values/canonicalize-values.ts';
import type { ObjectStates } from '../values/encoded-value.ts';

/**
 * Marks the functions passed as arguments that only read, as far as a session shows: they are named
 * as reads, returned promises, gave the same for the same arguments, and changed nothing that
 * existed before.
 */
export function markReadCallbacks(session: Session): Session {
  const { states, add } = createObjectTimeline();
  const answers = new Map<string, string>();
  const reads = new Set<number>();
  const others = new Set<number>();
  for (const call of session.calls) {
    add(call.before);
    for (const callback of call.callbacks) {
      add(callback.before);
      const request = `${callback.of} ${toText(callback.given, states)}`;
      const changesExisting = callback.after.some(({ id }) => states.has(id));
      add(callback.after);
      const answer = formatSettledAnswer(callback, states);
      const isSame = (answers.get(request) ?? answer) === answer;
      answers.set(request, answer ?? '');
      const isRead = isReadFunctionName(functionName(callback.of, states)) && answer !== null;
      if (isRead && isSame && !changesExisting) reads.add(callback.of);
      else others.add(callback.of);
    }
    add(call.after);
  }
  return { ...session, reads: [...reads].filter((id) => !others.has(id)) };
}

/** Formats what the promise of a callback settled with; null: it gave none, or it is pending. */
function formatSettledAnswer({ outcome }: CallbackCall, states: ObjectStates): string | null {
  switch (outcome.type) {
    case 'resolved':
      return `resolved ${toText([outcome.value], states)}`;
    case 'rejected':
      return `rejected ${toText([outcome.error], states)}`;
    default:
      return null;
  }
}

function toText(values: CallbackCall['given'], states: ObjectStates): string {
  return toComparableValues(canonicalizeValues(values, states)).text;
}

function functionName(id: number, states: ObjectStates): string {
  const shape = states.get(id)?.shape;
  return shape?.kind === 'function' ? shape.name : '';
}
