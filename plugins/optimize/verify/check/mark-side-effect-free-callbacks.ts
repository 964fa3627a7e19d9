import { isReadFunctionName } from '../../generators/general/is-read-only-function-name.ts';
import type { CallbackCall, Session } from '../recorded-call-session.ts';
import { convertSnapshot } from '../replay/comparable-values.ts';
import { createObjectTimeline } from '../replay/object-state-timeline-and-call-names.ts';
import { canonicalizeValues } from '../values/canonicalize-values.ts';
import type { ObjectState } from '../values/encoded-value.ts';

/**
 * Marks the functions passed as arguments that only read, as far as a session shows: they are named
 * as reads, returned promises, gave the same for the same arguments, and changed nothing that
 * existed before.
 */
export function markReadCallbacks(session: Session): Session {
  const { states, tell } = createObjectTimeline();
  const answers = new Map<string, string>();
  const reads = new Set<number>();
  const others = new Set<number>();
  for (const call of session.calls) {
    tell(call.before);
    for (const callback of call.callbacks) {
      tell(callback.before);
      const asked = `${callback.of} ${textOf(callback.given, states)}`;
      const changes = callback.after.some(({ id }) => states.has(id));
      tell(callback.after);
      const given = answerOf(callback, states);
      const isSame = (answers.get(asked) ?? given) === given;
      answers.set(asked, given ?? '');
      const isRead = isReadFunctionName(nameOf(callback.of, states)) && given !== null;
      if (isRead && isSame && !changes) reads.add(callback.of);
      else others.add(callback.of);
    }
    tell(call.after);
  }
  return { ...session, reads: [...reads].filter((id) => !others.has(id)) };
}

/** Returns a callback promise's settled value; null if it returned synchronously or not at all. */
function answerOf(
  { outcome }: CallbackCall,
  states: ReadonlyMap<number, ObjectState>,
): string | null {
  switch (outcome.type) {
    case 'resolved':
      return `resolved ${textOf([outcome.value], states)}`;
    case 'rejected':
      return `rejected ${textOf([outcome.error], states)}`;
    default:
      return null;
  }
}

function textOf(values: CallbackCall['given'], states: ReadonlyMap<number, ObjectState>): string {
  return convertSnapshot(canonicalizeValues(values, states)).text;
}

function nameOf(of: number, states: ReadonlyMap<number, ObjectState>): string {
  const shape = states.get(of)?.shape;
  return shape?.kind === 'function' ? shape.name : '';
}
