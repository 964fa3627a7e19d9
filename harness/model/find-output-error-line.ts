/** Positions of the lines in which an output reports an error. */
export interface OutputErrorLine {
  readonly error: number;
  /** Innermost location in code of neither Node.js nor a package; null if none is named. */
  readonly place: number | null;
}

/** Error class with message, as JavaScript, Python, Java and others print uncaught errors. */
const THROWN =
  /(?:^|[\s[(])(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception)\b(?: \[\w+\])?:|^\s*Error\b(?: \[\w+\])?:/u;
/** Words by which loggers, compilers and package managers mark an error. */
const SAID = /\b(?:error|fatal|panic)\b/iu;
/** A place in a file with its line: of a stack of JavaScript or of Python, or above the line that Node.js shows. */
const PLACE =
  /(?:\bat .*[/\\].*:\d+:\d+\)?|File ".*", line \d+.*|^(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\s]*:\d+(?::\d+)?)$/u;
const FOREIGN = /\bnode:|[\\/]node_modules[\\/]|\(internal\/|[\\/]site-packages[\\/]/u;

/** Finds the first line that reports an error; null where none does. */
export function findOutputErrorLine(lines: readonly string[]): OutputErrorLine | null {
  const thrown = lines.findIndex((line) => THROWN.test(line));
  const error = thrown === -1 ? lines.findIndex((line) => SAID.test(line)) : thrown;
  if (error === -1) return null;
  const isOwn = (line: string): boolean => PLACE.test(line.trim()) && !FOREIGN.test(line);
  const behind = lines.findIndex((line, index) => index > error && isOwn(line));
  // Node.js prints the location above the error, and Python prints the innermost location last.
  const before = lines.findLastIndex((line, index) => index < error && isOwn(line));
  const place = behind === -1 ? before : behind;
  return { error, place: place === -1 ? null : place };
}
