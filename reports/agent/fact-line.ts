import { printable } from '../text/printable.ts';

/** Digits beyond these are noise and cost tokens. */
const DIGITS = 6;
const BARE = /^[\p{L}\p{N}_./:@%+-]+$/u;

/** What a key may hold; a key with null is left out. */
export type FactValue = string | number | boolean | null;

/** `keyword key=value key="value with blanks"` on one line. */
export function factLine(keyword: string, values: Readonly<Record<string, FactValue>>): string {
  const pairs = Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [`${key}=${valueText(value)}`],
  );
  return [keyword, ...pairs].join(' ');
}

function valueText(value: string | number | boolean): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  if (typeof value === 'boolean') return String(value);
  const clean = printable(value);
  return BARE.test(clean) ? clean : JSON.stringify(clean);
}
