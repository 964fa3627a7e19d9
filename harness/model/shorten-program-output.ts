import { findOutputErrorLine } from './find-output-error-line.ts';

/** Lines and characters of an output that explain a failure. */
const LINES = 20;
const CHARACTERS = 4_000;

/** Marks omitted lines. */
export const OMISSION_MARK = '…';

/** The end of an output as people read it, with the error's line and place before; undefined: no output. */
export function shortenProgramOutput(output: string): string | undefined {
  const text = output.trimEnd();
  if (text === '') return undefined;
  const lines = text.split('\n');
  const kept = text.slice(-CHARACTERS).split('\n').slice(-LINES);
  const first = lines.length - kept.length;
  const found = findOutputErrorLine(lines);
  const earlier = [found?.error, found?.place]
    .filter((index) => index !== undefined && index !== null && index < first)
    .toSorted((a, b) => Number(a) - Number(b))
    .map((index) => (lines[Number(index)] ?? '').slice(0, CHARACTERS / 2));
  return [...earlier, ...(earlier.length === 0 ? [] : [OMISSION_MARK]), ...kept].join('\n');
}
