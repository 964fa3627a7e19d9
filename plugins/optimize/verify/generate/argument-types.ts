import type { Session } from '../recorded-call-session.ts';
import { type WalkedCall, walkCalls } from '../replay/object-state-timeline-and-call-names.ts';
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
    for (const walked of walkCalls(session)) {
      const types = recorded.get(walked.name) ?? new Set();
      recorded.set(walked.name, types.add(formatArgumentTypes(walked)));
    }
  }
  return recorded;
}

/** True if each call has arguments of types that were recorded together. */
export function hasRecordedTypes(session: Session, recorded: RecordedArgumentTypes): boolean {
  // A function of another name was never recorded by itself, such as a member of a result.
  return walkCalls(session).every(
    (walked) => recorded.get(walked.name)?.has(formatArgumentTypes(walked)) !== false,
  );
}

function formatArgumentTypes({ call, states }: WalkedCall): string {
  return call.given
    .map((value) => findObjectState(value, states)?.shape.kind ?? primitiveKind(value))
    .join();
}
