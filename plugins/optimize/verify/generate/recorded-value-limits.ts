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

/** Position of values: passed themselves, in a list or other collection, or in an object. */
export type PositionKind = 'argument' | 'item' | 'property';

/**
 * Concludes the limits of a position from all numbers and lengths of lists that were observed there.
 * Items are data: they are no options even if they are few. An argument that is a number is a size,
 * a position or the like, which code rarely checks for NaN.
 */
export function concludeLimits(
  numbers: readonly number[],
  lengths: readonly number[],
  position: PositionKind,
): RecordedLimits {
  const distinct = new Set(numbers);
  const isEnough = distinct.size >= ENOUGH_VALUES;
  const isKnownFinite = isEnough || (position === 'argument' && numbers.length > 0);
  const isNotNegative = isEnough && numbers.every((number) => number >= 0);
  const largest = numbers.reduce((most, number) => Math.max(most, number), 0);
  const isOption =
    position !== 'item' && distinct.size <= MOST_OPTIONS && numbers.length >= ENOUGH_CALLS;
  return {
    isWhole: isEnough && numbers.every(Number.isInteger),
    isBounded: isKnownFinite && numbers.every(Number.isFinite),
    isNotNegative,
    atMost: isNotNegative && USUAL_BOUNDS.includes(largest) ? largest : null,
    lengthUnit:
      new Set(lengths).size < ENOUGH_VALUES ? 1 : Math.max(1, lengths.reduce(commonDivisor, 0)),
    options: isOption ? [...distinct] : null,
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
