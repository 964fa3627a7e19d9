/** Characters of an output that are shown. */
const SHOWN = 2_000;
const LINES = 20;

/** The end of what a program printed, to stand behind a sentence; empty where it was silent. */
export function lastLines(output: string): string {
  const text = output.trim().split('\n').slice(-LINES).join('\n').slice(-SHOWN);
  return text === '' ? '' : `: ${text}`;
}
