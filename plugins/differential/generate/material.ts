import { callName, createTimeline } from '../replay/timeline.ts';
import type { Session } from '../session.ts';
import { keepCalls, neededFor } from '../sessions/keep-calls.ts';
import { observedValues, type SeenAtPlace } from './observed-values.ts';

/** What sessions are made from. */
export interface Material {
  /** Each is one call with those that it needs, or two calls of the same function with what both need. */
  readonly sessions: readonly Session[];
  readonly seen: ReadonlyMap<string, SeenAtPlace>;
}

/** Slices that are kept: more of them show little that others do not. */
const MOST_SLICES = 400;
/** Of these, pairs. */
const MOST_PAIRS = 100;
/** Calls of a slice: more are slow to replay. */
const MOST_CALLS = 40;
const MOST_CHARACTERS = 200_000;

/** Cuts captured sessions into what each call needs, different ones first. */
export function materialOf(sessions: readonly Session[]): Material {
  const slices: Session[] = [];
  const known = new Set<string>();
  const add = (session: Session, needed: Needed): void => {
    if (needed.size > MOST_CALLS) return;
    const slice = keepCalls(session, (each) => needed.has(each));
    const form = JSON.stringify(
      slice.calls.map(({ callee, given, before }) => [callee, given, before]),
    );
    if (form.length > MOST_CHARACTERS || known.has(form)) return;
    known.add(form);
    slices.push(slice);
  };
  const all = sessions.map((session) => ({ session, needs: needsOf(session) }));
  for (const { session, needs } of all) {
    for (const needed of needs) if (slices.length < MOST_SLICES) add(session, needed);
  }
  const most = slices.length + MOST_PAIRS;
  for (const { session, needs } of all) {
    for (const pair of pairsOf(session, needs)) if (slices.length < most) add(session, pair);
  }
  return { sessions: slices, seen: observedValues(sessions) };
}

type Needed = ReadonlySet<number>;

/** Of each call: those that it needs, and itself. */
function needsOf(session: Session): readonly Needed[] {
  const { calls } = session;
  return calls
    .slice(0, MOST_SLICES)
    .map((_, index) => new Set(neededFor(session, index, MOST_CALLS)));
}

/** Calls of the same function that do not need each other, such as those on two objects of a class. */
function pairsOf(session: Session, needs: readonly Needed[]): readonly Needed[] {
  const names = namesOf(session);
  const last = new Map<string, Needed>();
  return needs.flatMap((needed, index): Needed[] => {
    const name = names[index] ?? '';
    const other = [...(last.get(name) ?? [])];
    last.set(name, needed);
    const isApart = other.length > 0 && !other.some((one) => needed.has(one));
    return isApart ? [new Set([...other, ...needed])] : [];
  });
}

function namesOf({ calls }: Session): readonly string[] {
  const { states, tell } = createTimeline();
  return calls.map((call) => {
    tell(call.before);
    const name = callName(call, states);
    tell(call.after);
    return name;
  });
}
