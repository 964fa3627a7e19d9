const LINES = 20;

/** The last lines of an output; undefined where there is none. */
export function lastLines(output: string): string | undefined {
  const text = output.trimEnd();
  return text === '' ? undefined : text.split('\n').slice(-LINES).join('\n');
}
