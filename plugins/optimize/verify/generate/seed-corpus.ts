import type { Session } from '../recorded-call-session.ts';
import { formatCallNames } from '../replay/object-state-timeline-and-call-names.ts';
import { filterCalls, findRequiredCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import { collectArgumentTypes, type RecordedArgumentTypes } from './argument-types.ts';
import {
  collectObservedValues,
  type PlaceObservations,
} from './collect-argument-values-from-sessions.ts';

/** Captured sessions and values that other sessions are generated from. */
export interface SeedCorpus {
  /** Sessions of one call and those it needs, or of two calls of a function and those both need. */
  readonly sessions: readonly Session[];
  readonly seen: ReadonlyMap<string, PlaceObservations>;
  readonly argumentTypes: RecordedArgumentTypes;
  /** True if objects with inherited properties are tried: the change tells them from own ones. */
  readonly triesInherited: boolean;
}

/** Maximum number of slices, since more would add little. */
const MOST_SLICES = 400;
/** Most slices per function, since others are called rarely and may be what was changed. */
const MOST_OF_ONE = 60;
/** Most slices with a pair of calls. */
const MOST_PAIRS = 100;
/** Most calls and characters of a slice: more are slow to replay. */
const USUAL = { calls: 40, characters: 200_000 };
/** The same for a function all of whose calls are larger: queries of an index, images. */
const RARE = { calls: 600, characters: 2_000_000 };
/** Most of these slices, of one function and of all: each may be large. */
const MOST_LONG_OF_ONE = 3;
const MOST_LONG = 12;
const SMALL_CHARACTERS = 10_000;
const ENOUGH = 5;
/** Most large slices per session: scenarios repeat one large value, and cutting it takes long. */
const MOST_LARGE = 4;
const LARGE_CHARACTERS = 20_000;

type Needed = ReadonlySet<number>;

interface Slice {
  readonly session: Session;
  /** Characters of JSON. */
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
  const known = new Set<string>();
  /** @returns true if the session is a large one. */
  const add = (session: Session, needed: Needed, most = USUAL): boolean => {
    if (needed.size > most.calls) return false;
    const slice = filterCalls(session, (each) => needed.has(each));
    const form = JSON.stringify(
      slice.calls.map(({ callee, given, before, files }) => [callee, given, before, files]),
    );
    const isLarge = form.length > LARGE_CHARACTERS;
    if (form.length > most.characters || known.has(form)) return isLarge;
    known.add(form);
    slices.push({ session: slice, size: form.length });
    return isLarge;
  };
  const ofOne = new Map<string, number>();
  const longOf = new Map<string, number>();
  let longSlices = 0;
  const pairs: (readonly [session: Session, needed: Needed])[] = [];
  for (const session of sessions) {
    if (slices.length >= MOST_SLICES) break;
    const names = formatCallNames(session);
    const last = new Map<string, Needed>();
    let large = 0;
    for (const [index, name] of names.entries()) {
      if (slices.length >= MOST_SLICES || large >= MOST_LARGE) break;
      if (!isRelevant(name)) continue;
      const count = ofOne.get(name) ?? 0;
      if (count >= MOST_OF_ONE) continue;
      const needed = new Set(findRequiredCalls(session, index, USUAL.calls));
      const before = slices.length;
      if (add(session, needed)) large += 1;
      if (slices.length > before) ofOne.set(name, count + 1);
      const both = pairOf(last.get(name), needed);
      if (both !== null && pairs.length < MOST_PAIRS) pairs.push([session, both]);
      last.set(name, needed);
    }
  }
  for (const [session, needed] of pairs) add(session, needed);
  // Where a function has no slice yet, its last calls are likely to have the most behind them.
  for (const session of sessions.toReversed()) {
    const names = formatCallNames(session);
    for (const [index, name] of [...names.entries()].toReversed()) {
      const long = longOf.get(name) ?? 0;
      if (longSlices >= MOST_LONG || ofOne.has(name)) continue;
      if (long >= MOST_LONG_OF_ONE || !isRelevant(name)) continue;
      longOf.set(name, long + 1);
      longSlices += 1;
      add(session, new Set(findRequiredCalls(session, index, RARE.calls)), RARE);
    }
  }
  return {
    sessions: quickOnes(slices),
    seen: collectObservedValues(sessions),
    argumentTypes: collectArgumentTypes(sessions),
    triesInherited,
  };
}

/**
 * Returns the small slices if there are enough, since they show as much in a fraction of the time;
 * large sessions are replayed as captured.
 */
function quickOnes(slices: readonly Slice[]): readonly Session[] {
  const small = slices.filter(({ size }) => size <= SMALL_CHARACTERS);
  return (small.length >= ENOUGH ? small : slices).map(({ session }) => session);
}

/** Combines two calls of a function that do not need each other, as on two objects of a class. */
function pairOf(requiredCalls: Needed | undefined, other: Needed): Needed | null {
  const all = [...(requiredCalls ?? [])];
  return all.length === 0 || all.some((index) => other.has(index))
    ? null
    : new Set([...all, ...other]);
}
