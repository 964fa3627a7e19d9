import { filterCalls, findRequiredCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import { formatCallNames, type Session } from '../sessions/recorded-call-session.ts';
import {
  collectObservedValues,
  type Observations,
} from './collect-argument-values-from-sessions.ts';
import {
  collectArgumentOrder,
  collectArgumentTypes,
  type RecordedArgumentTypes,
  type RecordedOrder,
} from './recorded-argument-patterns.ts';

/** Captured sessions and values that other sessions are generated from. */
export interface SeedCorpus {
  /** Sessions of one call and those it needs, or of two calls of a function and those both need. */
  readonly sessions: readonly Session[];
  readonly observations: Observations;
  readonly argumentTypes: RecordedArgumentTypes;
  readonly argumentOrder: RecordedOrder;
  /** True if objects with inherited properties are tried, since the change may treat them unlike own ones. */
  readonly triesInherited: boolean;
}

/** Maximum number of slices, since more would add little. */
const MOST_SLICES = 400;
/** Most slices per function, since others are called rarely and may be what was changed. */
const MOST_SLICES_OF_FUNCTION = 60;
const MOST_PAIRS = 100;
/** Most calls and characters of a slice: more are slow to replay. */
const USUAL = { calls: 40, characters: 200_000 };
/** The same for a function all of whose calls are larger: queries of an index, images. */
const LONG = { calls: 600, characters: 2_000_000 };
/** Most of these slices, of one function and of all: each may be large. */
const MOST_LONG_OF_FUNCTION = 3;
const MOST_LONG = 12;
const SMALL_CHARACTERS = 10_000;
const ENOUGH_SMALL_SLICES = 5;
/** Most large slices per session: scenarios repeat one large value, and cutting it takes long. */
const MOST_LARGE = 4;
const LARGE_CHARACTERS = 20_000;

type CallIndexes = ReadonlySet<number>;

interface Slice {
  readonly session: Session;
  readonly size: number;
}

/**
 * Cuts captured sessions into slices with the calls that each call of a relevant function needs;
 * single calls precede pairs.
 */
export function buildSeedCorpus(
  sessions: readonly Session[],
  isRelevant: (name: string) => boolean = () => true,
  triesInherited = false,
): SeedCorpus {
  const slices: Slice[] = [];
  const longSlices: Slice[] = [];
  const known = new Set<string>();
  /** Adds a slice, unless it is too large or known; true: cutting it takes long. */
  const add = (session: Session, needed: CallIndexes, isLong = false): boolean => {
    const limits = isLong ? LONG : USUAL;
    if (needed.size > limits.calls) return false;
    const slice = filterCalls(session, (each) => needed.has(each));
    const text = JSON.stringify(
      slice.calls.map(({ callee, given, before, files }) => [callee, given, before, files]),
    );
    const isLarge = text.length > LARGE_CHARACTERS;
    if (text.length > limits.characters || known.has(text)) return isLarge;
    known.add(text);
    (isLong ? longSlices : slices).push({ session: slice, size: text.length });
    return isLarge;
  };
  const sliceCounts = new Map<string, number>();
  const longCounts = new Map<string, number>();
  const pairs: (readonly [session: Session, needed: CallIndexes])[] = [];
  for (const session of sessions) {
    if (slices.length >= MOST_SLICES) break;
    const names = formatCallNames(session);
    /** Calls that the last call of each function needs. */
    const last = new Map<string, CallIndexes>();
    let large = 0;
    for (const [index, name] of names.entries()) {
      if (slices.length >= MOST_SLICES || large >= MOST_LARGE) break;
      if (!isRelevant(name)) continue;
      const count = sliceCounts.get(name) ?? 0;
      if (count >= MOST_SLICES_OF_FUNCTION) continue;
      const needed = new Set(findRequiredCalls(session, index, USUAL.calls));
      const before = slices.length;
      if (add(session, needed)) large += 1;
      if (slices.length > before) sliceCounts.set(name, count + 1);
      const both = combineUnrelatedCalls(last.get(name), needed);
      if (both !== null && pairs.length < MOST_PAIRS) pairs.push([session, both]);
      last.set(name, needed);
    }
  }
  for (const [session, needed] of pairs) add(session, needed);
  // Where a function has no slice yet, its last calls are likely to have the most behind them.
  for (const session of sessions.toReversed()) {
    const names = formatCallNames(session);
    for (const [index, name] of [...names.entries()].toReversed()) {
      const count = longCounts.get(name) ?? 0;
      if (sliceCounts.has(name) || !isRelevant(name)) continue;
      if (count >= MOST_LONG_OF_FUNCTION || longSlices.length >= MOST_LONG) continue;
      longCounts.set(name, count + 1);
      add(session, new Set(findRequiredCalls(session, index, LONG.calls)), true);
    }
  }
  return {
    sessions: [...preferSmallSlices(slices), ...longSlices.map(({ session }) => session)],
    observations: collectObservedValues(sessions),
    argumentTypes: collectArgumentTypes(sessions),
    argumentOrder: collectArgumentOrder(sessions),
    triesInherited,
  };
}

/**
 * Returns the small slices if there are enough, since they show as much in a fraction of the time;
 * large sessions are replayed as captured.
 */
function preferSmallSlices(slices: readonly Slice[]): readonly Session[] {
  const small = slices.filter(({ size }) => size <= SMALL_CHARACTERS);
  return (small.length >= ENOUGH_SMALL_SLICES ? small : slices).map(({ session }) => session);
}

/** Combines two calls of a function that do not need each other, as on two objects of a class. */
function combineUnrelatedCalls(
  earlier: CallIndexes | undefined,
  later: CallIndexes,
): CallIndexes | null {
  if (earlier === undefined || [...earlier].some((index) => later.has(index))) return null;
  return new Set([...earlier, ...later]);
}
