import type { ProfileWeight } from '../../harness/model/program/profile.ts';
import { BadProfile } from '../bad-profile.ts';

/** A kind of value that a pprof has of each stack. */
export interface PprofValueType {
  readonly type: string;
  readonly unit: string;
}

/** The values of a pprof that are read. */
export interface PickedPprofValue {
  readonly index: number;
  readonly weight: ProfileWeight;
  /** How many of ours one is. */
  readonly factor: number;
  /** Of the values that count samples; null: there are none. */
  readonly countIndex: number | null;
}

const TIME: Readonly<Record<string, number>> = {
  nanoseconds: 1e-6,
  ns: 1e-6,
  microseconds: 1e-3,
  us: 1e-3,
  milliseconds: 1,
  ms: 1,
  seconds: 1e3,
  s: 1e3,
};
/** Binary, as `go tool pprof` takes them (internal/measurement). */
const BYTES: Readonly<Record<string, number>> = {
  bytes: 1,
  byte: 1,
  kilobytes: 2 ** 10,
  megabytes: 2 ** 20,
};
/** Those that are taken where there are several of a kind, the best first. */
const FIRST_CHOICE = ['cpu', 'wall', 'alloc_space', 'inuse_space', 'allocated', 'space'];

/**
 * One value of each stack: time where there is any, else memory, what was allocated before what was
 * still in use; then instructions; else how often it was seen.
 */
export function pickPprofValue(types: readonly PprofValueType[]): PickedPprofValue {
  const counted = types.findIndex(({ type, unit }) => unit === 'count' && /^samples?$/.test(type));
  const countIndex = counted < 0 ? null : counted;
  for (const [weight, units] of [
    ['time', TIME],
    ['allocated', BYTES],
  ] as const) {
    const fitting = types
      .map(({ type, unit }, index) => ({ type, index, factor: units[unit] }))
      .filter(({ factor }) => factor !== undefined)
      .toSorted((a, b) => rank(a.type) - rank(b.type));
    const [best] = fitting;
    if (best?.factor !== undefined) {
      const isHeld = weight === 'allocated' && /^inuse/.test(best.type);
      return {
        index: best.index,
        weight: isHeld ? 'held' : weight,
        factor: best.factor,
        countIndex,
      };
    }
  }
  const instructions = types.findIndex(({ type }) => type === 'instructions');
  if (instructions >= 0) {
    return { index: instructions, weight: 'instructions', factor: 1, countIndex };
  }
  if (types.length === 0) throw new BadProfile('it does not say what its values are');
  return { index: countIndex ?? 0, weight: 'samples', factor: 1, countIndex };
}

function rank(type: string): number {
  const place = FIRST_CHOICE.indexOf(type);
  return place < 0 ? FIRST_CHOICE.length : place;
}
