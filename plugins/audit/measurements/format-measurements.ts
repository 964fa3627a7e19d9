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

/** Columns longer than this push the tables out of a sentence. */
const MAX_COLUMNS = 30;
const COLUMNS = /^\s*(?<select>select(?: distinct)?) (?<columns>.+?) from /isu;

/** A statement that fits into a sentence: without a long list of columns, and cut at the end. */
export function truncateStatement(text: string): string {
  const short = text.replace(COLUMNS, (whole, select: string, columns: string) =>
    columns.length > MAX_COLUMNS && isBalanced(columns) ? `${select} … FROM ` : whole,
  );
  return short.length > MAX_LENGTH ? `${short.slice(0, MAX_LENGTH - 1)}…` : short;
}

/** True if no parenthesis is left open, as before the FROM of a subquery. */
function isBalanced(text: string): boolean {
  return text.split('(').length === text.split(')').length;
}
