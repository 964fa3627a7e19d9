import { findOutputErrorLine } from './program-output-error.ts';

/** Maximum lines and characters of an output that explain a failure. */
const MAX_LINES = 20;
const MAX_CHARACTERS = 4_000;

/** Marks omitted lines. */
export const OMISSION_MARK = '…';

/** Returns the end of an output, after earlier lines with error and location; undefined if empty. */
export function shortenProgramOutput(output: string): string | undefined {
  const text = output.trimEnd();
  if (text === '') return undefined;
  const lines = text.split('\n');
  const kept = text.slice(-MAX_CHARACTERS).split('\n').slice(-MAX_LINES);
  const first = lines.length - kept.length;
  const found = findOutputErrorLine(lines);
  const earlier = [found?.error, found?.location]
    .filter((index) => index !== undefined && index !== null && index < first)
    .toSorted((a, b) => Number(a) - Number(b))
    .map((index) => (lines[Number(index)] ?? '').slice(0, MAX_CHARACTERS / 2));
  return [...earlier, ...(earlier.length === 0 ? [] : [OMISSION_MARK]), ...kept].join('\n');
}
