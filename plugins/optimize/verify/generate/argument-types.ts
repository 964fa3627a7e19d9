import type { Call, Session } from '../recorded-call-session.ts';
import {
  createObjectTimeline,
  formatCallName,
} from '../replay/object-state-timeline-and-call-names.ts';
import type { ObjectState } from '../values/encoded-value.ts';
import { findObjectState, primitiveKind } from './collect-argument-values-from-sessions.ts';

/**
 * Types of arguments that were recorded together, by function: `chunk(array, number)` and
 * `chunk(number)` do not make `chunk(array)` a call that anybody makes.
 */
export type RecordedArgumentTypes = ReadonlyMap<string, ReadonlySet<string>>;

/** Collects the types of the arguments of each call. */
export function collectArgumentTypes(sessions: readonly Session[]): RecordedArgumentTypes {
  const recorded = new Map<string, Set<string>>();
  for (const session of sessions) {
    forEachCall(session, (call, name, states) => {
      const own = recorded.get(name) ?? new Set();
      recorded.set(name, own.add(typesOf(call, states)));
    });
  }
  return recorded;
}

/** True if each call has arguments of types that were recorded together. */
export function hasRecordedTypes(session: Session, recorded: RecordedArgumentTypes): boolean {
  let isRecorded = true;
  forEachCall(session, (call, name, states) => {
    // A function of another name was never recorded by itself, such as a member of a result.
    if (recorded.get(name)?.has(typesOf(call, states)) === false) isRecorded = false;
  });
  return isRecorded;
}

function forEachCall(
  { calls }: Session,
  visit: (call: Call, name: string, states: ReadonlyMap<number, ObjectState>) => void,
): void {
  const { states, tell, tellAfter } = createObjectTimeline();
  for (const call of calls) {
    tell(call.before);
    visit(call, formatCallName(call, states), states);
    tellAfter(call);
  }
}

function typesOf({ given }: Call, states: ReadonlyMap<number, ObjectState>): string {
  return given
    .map((value) => findObjectState(value, states)?.shape.kind ?? primitiveKind(value))
    .join();
}
