/** Numbers as sentences of measured findings say them. */

export function count(value: number, noun: string, nouns = `${noun}s`): string {
  return `${value} ${value === 1 ? noun : nouns}`;
}

/** `1 query`, `40 queries`. */
export function queries(value: number): string {
  return count(value, 'query', 'queries');
}

export function milliseconds(value: number): string {
  return `${Number(value.toPrecision(2))} ms`;
}

const KB = 1_000;

export function bytes(value: number): string {
  if (value < KB) return `${Math.round(value)} B`;
  if (value < KB * KB) return `${Number((value / KB).toPrecision(3))} kB`;
  return `${Number((value / KB / KB).toPrecision(3))} MB`;
}

const LONGEST = 120;

/** A statement that fits into a sentence. */
export function shortStatement(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
