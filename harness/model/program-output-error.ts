/** Maximum number of quoted lines, from the end of an output without a marked error. */
const MAX_QUOTED_LINES = 3;
/** Maximum length of a quoted text, which has to fit into a sentence. */
const MAX_QUOTED_LENGTH = 300;

export interface OutputError {
  /** Error in output, such as `TypeError: no rows`, else its last lines; empty if no output. */
  readonly text: string;
  /** Location in the user's code, such as ` (src/rows.ts:3:7)`; empty if none is named. */
  readonly at: string;
}

/** Finds the error that a program printed. @param lines - Without control characters. */
export function describeOutputError(lines: readonly string[]): OutputError {
  const nonEmpty = lines.map((line) => line.trim()).filter((line) => line !== '');
  const found = findOutputErrorLine(nonEmpty);
  const error = found === null ? undefined : nonEmpty[found.error];
  const location = found === null || found.location === null ? undefined : nonEmpty[found.location];
  const text = error ?? nonEmpty.slice(-MAX_QUOTED_LINES).join(' / ');
  return {
    text: text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH - 1)}…` : text,
    at: location === undefined || location === error ? '' : ` (${location.replace(/^at /u, '')})`,
  };
}

/** Positions of the lines in which an output reports an error. */
interface OutputErrorLine {
  readonly error: number;
  /** Innermost location in code of neither Node.js nor a package; null if none is named. */
  readonly location: number | null;
}

/** Error class with message, as JavaScript, Python, Java and others print uncaught errors. */
const THROWN_ERROR =
  /(?:^|[\s[(])(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception)\b(?: \[\w+\])?:|^\s*Error\b(?: \[\w+\])?:/u;
/** Words with which loggers, compilers and package managers mark an error. */
const REPORTED_ERROR = /\b(?:error|fatal|panic)\b/iu;
/** Location in a file: in a stack of JavaScript or Python, or above the line that Node.js shows. */
const LOCATION =
  /(?:\bat .*[/\\].*:\d+:\d+\)?|File ".*", line \d+.*|^(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\s]*:\d+(?::\d+)?)$/u;
const FOREIGN_LOCATION =
  /\bnode:|[\\/]node_modules[\\/]|\(internal\/|[\\/](?:site|dist)-packages[\\/]|[\\/]lib[\\/]python[\d.]+[\\/]|[\\/]sitecustomize\.py"/u;

/** Finds the first line that reports an error; null if there is none. */
export function findOutputErrorLine(lines: readonly string[]): OutputErrorLine | null {
  const thrown = lines.findIndex((line) => THROWN_ERROR.test(line));
  const error = thrown === -1 ? lines.findIndex((line) => REPORTED_ERROR.test(line)) : thrown;
  if (error === -1) return null;
  const isOwn = (line: string): boolean =>
    LOCATION.test(line.trim()) && !FOREIGN_LOCATION.test(line);
  const after = lines.findIndex((line, index) => index > error && isOwn(line));
  // Node.js prints the location above the error, and Python prints the innermost location last.
  const before = lines.findLastIndex((line, index) => index < error && isOwn(line));
  const location = after === -1 ? before : after;
  return { error, location: location === -1 ? null : location };
}
