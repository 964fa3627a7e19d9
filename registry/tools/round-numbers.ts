/** Digits of a number in an answer: more are noise, and cost tokens. */
const DIGITS = 4;

/** Rounds the numbers of a value; counts, seeds and lines are whole and stay as they are. */
export function roundNumbers<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'number' && !Number.isInteger(part) ? Number(part.toPrecision(DIGITS)) : part,
  );
}
