/** Lines and characters of an output that explain a failure. */
const LINES = 20;
const CHARACTERS = 4_000;

/** The end of an output, as much as a person reads; undefined where there is none. */
export function lastLines(output: string): string | undefined {
  const text = output.trimEnd();
  return text === '' ? undefined : text.slice(-CHARACTERS).split('\n').slice(-LINES).join('\n');
}
