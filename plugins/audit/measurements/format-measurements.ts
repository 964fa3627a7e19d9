/** Formats numbers for sentences about measured findings. */

export function formatCount(value: number, noun: string, nouns = `${noun}s`): string {
  return `${value} ${value === 1 ? noun : nouns}`;
}

/** `1 query`, `40 queries`. */
export function formatQueryCount(value: number): string {
  return formatCount(value, 'query', 'queries');
}

export function formatMilliseconds(value: number): string {
  return `${Number(value.toPrecision(2))} ms`;
}

const KB = 1_000;

export function formatBytes(value: number): string {
  if (value < KB) return `${Math.round(value)} B`;
  if (value < KB * KB) return `${Number((value / KB).toPrecision(3))} kB`;
  return `${Number((value / KB / KB).toPrecision(3))} MB`;
}

const MAX_LENGTH = 120;

/** A statement that fits into a sentence. */
export function truncateStatement(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
