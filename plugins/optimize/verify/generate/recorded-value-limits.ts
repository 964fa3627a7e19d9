import type { EncodedValue } from '../values/encoded-value.ts';

/** Traits that all recorded values of a position share; generated values keep them. */
export interface RecordedLimits {
  readonly isWhole: boolean;
  readonly isBounded: boolean;
  readonly isNotNegative: boolean;
  /** Bound of a usual range, reached and never exceeded: a byte, a share; null: there is none. */
  readonly atMost: number | null;
  /** Number that all lengths of lists are multiples of. */
  readonly lengthUnit: number;
  /** The only recorded numbers, if they are as few as the values of an option; null: others occur. */
  readonly options: readonly number[] | null;
}

/** Different values from which a common trait is concluded; fewer may share it by chance. */
const ENOUGH_VALUES = 8;
/** Recorded calls, and the most different numbers in them, from which an option is concluded. */
const ENOUGH_CALLS = 16;
const MOST_OPTIONS = 3;
/** Ends of usual ranges from 0: shares, percentages, bytes, degrees, 16 bits. */
const USUAL_BOUNDS: readonly number[] = [1, 100, 255, 360, 65_535];
export const NO_LIMITS: RecordedLimits = {
  isWhole: false,
  isBounded: false,
  isNotNegative: false,
  atMost: null,
  lengthUnit: 1,
  options: null,
};

/** Values observed at one position so far: what all of them share, and how many differ. */
export interface LimitObservations {
  /** Different values, of which only the first are kept. */
  readonly numbers: Set<number>;
  readonly lengths: Set<number>;
  /** Number of observed numbers, equal ones included. */
  count: number;
  isWhole: boolean;
  isBounded: boolean;
  isNotNegative: boolean;
  largest: number;
  /** 0: no length is known yet. */
  lengthUnit: number;
}

export function createLimitObservations(): LimitObservations {
  return {
    numbers: new Set(),
    lengths: new Set(),
    count: 0,
    isWhole: true,
    isBounded: true,
    isNotNegative: true,
    largest: Number.NEGATIVE_INFINITY,
    lengthUnit: 0,
  };
}

/** Adds a value, and its number of items if it is a list. */
export function observeLimits(
  observed: LimitObservations,
  value: EncodedValue,
  length: number | undefined,
): void {
  const number = numberOf(value);
  if (number !== null) {
    observed.count += 1;
    observed.isWhole &&= Number.isInteger(number);
    observed.isBounded &&= Number.isFinite(number);
    observed.isNotNegative &&= number >= 0;
    observed.largest = Math.max(observed.largest, number);
    addFirst(observed.numbers, number);
  }
  if (length !== undefined) {
    observed.lengthUnit = commonDivisor(observed.lengthUnit, length);
    addFirst(observed.lengths, length);
  }
}

function addFirst(values: Set<number>, value: number): void {
  if (values.size < ENOUGH_VALUES) values.add(value);
}

/** Position of values: passed themselves, in a list or other collection, or in an object. */
export type PositionKind = 'argument' | 'item' | 'property';

/**
 * Concludes the limits of a position. Items are data: they are no options even if they are few. An
 * argument that is a number is a size, a position or the like, which code rarely checks for NaN.
 */
export function concludeLimits(
  observed: LimitObservations,
  position: PositionKind,
): RecordedLimits {
  const { numbers, lengths, count, isWhole, isBounded, isNotNegative } = observed;
  const isEnough = numbers.size >= ENOUGH_VALUES;
  const isOption = position !== 'item' && numbers.size <= MOST_OPTIONS && count >= ENOUGH_CALLS;
  const isKnownFinite = isEnough || (position === 'argument' && count > 0);
  return {
    isWhole: isEnough && isWhole,
    isBounded: isKnownFinite && isBounded,
    isNotNegative: isEnough && isNotNegative,
    atMost:
      isEnough && isNotNegative && USUAL_BOUNDS.includes(observed.largest)
        ? observed.largest
        : null,
    lengthUnit: lengths.size >= ENOUGH_VALUES ? Math.max(1, observed.lengthUnit) : 1,
    options: isOption ? [...numbers] : null,
  };
}

/** Returns the number nearest to what was generated that recorded numbers allow; null: none. */
export function limitNumber(number: number, limits: RecordedLimits): number | null {
  const { isWhole, isBounded, isNotNegative, atMost, options } = limits;
  if (options !== null && !options.includes(number)) return null;
  if ((isBounded || isWhole) && !Number.isFinite(number)) return null;
  const whole = isWhole ? Math.trunc(number) : number;
  const limited = isNotNegative && whole < 0 ? -whole : whole;
  if (atMost === null || limited <= atMost) return limited;
  return limited % (isWhole ? atMost + 1 : atMost);
}

export function isWithinLimits(value: EncodedValue, limits: RecordedLimits): boolean {
  const number = numberOf(value);
  return number === null || Object.is(limitNumber(number, limits), number);
}

export function describeLimits(position: string, limits: RecordedLimits): string | null {
  const { isWhole, isBounded, isNotNegative, atMost, lengthUnit, options } = limits;
  const numbers = [
    ...(isWhole ? ['is a whole number'] : isBounded ? ['is a finite number'] : []),
    ...(isNotNegative ? ['is not negative'] : []),
    ...(atMost === null ? [] : [`is at most ${atMost}`]),
  ];
  const traits = [
    ...(options === null ? numbers : [`is ${options.join(' or ')}`]),
    ...(lengthUnit > 1 ? [`has a multiple of ${lengthUnit} items`] : []),
  ];
  return traits.length === 0 ? null : `As in all recorded calls, ${position} ${traits.join(', ')}.`;
}

export function numberOf(value: EncodedValue): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value?.is === 'number' ? Number(value.text) : null;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
