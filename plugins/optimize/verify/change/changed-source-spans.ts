import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { git, type Host } from 'perf-harness/plugin';

/** A piece of a text, by UTF-16 offsets. */
export interface ChangedSpan {
  readonly start: number;
  readonly end: number;
}

/** Lines of a changed text, as a diff without context names them. */
export interface DiffHunk {
  /** First added line, from 1; if none is added, the line that the removed ones followed. */
  readonly line: number;
  /** Number of added lines. */
  readonly count: number;
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gmu;

/** Changed spans of a file, in the offsets that the engine uses. */
export interface ChangedFileSpans {
  /** Absolute. */
  readonly file: string;
  readonly spans: readonly ChangedSpan[];
}

/**
 * Returns the changed spans of a text: added lines, and the place after lines that were only
 * removed. null: their place in the running code is unknown, because that code is made from the text
 * in another way than by blanking types.
 */
export function findChangedSpans(
  path: string,
  after: string,
  hunks: readonly DiffHunk[],
): readonly ChangedSpan[] | null {
  if (/\.(?:jsx|tsx)$/u.test(path)) return null;
  if (/\.[cm]?ts$/u.test(path) && !isStripped(after)) return null;
  const lines = after.split('\n');
  const starts = lineStarts(lines);
  const spanOf = (number: number, isWhole: boolean): readonly ChangedSpan[] => {
    const text = lines[number]?.trim() ?? '';
    if (text === '') return [];
    const start = (starts[number] ?? 0) + (lines[number]?.indexOf(text) ?? 0);
    return [{ start, end: start + (isWhole ? text.length : 1) }];
  };
  const spans = hunks.flatMap(({ line, count }) =>
    count === 0
      ? spanOf(nextLine(lines, line), false)
      : Array.from({ length: count }, (_, at) => spanOf(line - 1 + at, true)).flat(),
  );
  return spans.length === 0 ? null : spans;
}

function lineStarts(lines: readonly string[]): readonly number[] {
  let start = 0;
  return lines.map((line) => {
    const own = start;
    start += line.length + 1;
    return own;
  });
}

/** Returns the index of the first line with text at or after an index. */
function nextLine(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, index) => index >= from && line.trim() !== '');
  return found === -1 ? from : found;
}

/** True if removing the types only blanks them, so that no position moves. */
function isStripped(text: string): boolean {
  // Its warning about being experimental is irrelevant to users of a loop.
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    stripTypeScriptTypes(text);
    return true;
  } catch {
    return false;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** A file on both sides of a change. */
interface ChangedFile {
  /** Folders of the sides, absolute. */
  readonly base: string;
  readonly head: string;
  readonly file: string;
  readonly signal: AbortSignal;
}

/** Returns the spans to watch in the changed version of a file; empty if it cannot be watched. */
export async function findSpansAfter(
  host: Host,
  { base, head, file, signal }: ChangedFile,
): Promise<readonly ChangedFileSpans[]> {
  const after = host.files.read(join(head, file));
  if (after === null) return [];
  const args = ['diff', '--no-index', '--unified=0', '--no-color', '--no-ext-diff', '-w', '--'];
  const { stdout } = await git.tryGit(host, [...args, join(base, file), join(head, file)], {
    cwd: head,
    signal,
  });
  const hunks = [...stdout.matchAll(HUNK)].map(([, line, count = '1']) => ({
    line: Number(line),
    count: Number(count),
  }));
  const spans = findChangedSpans(file, after, hunks);
  return spans === null ? [] : [{ file: join(head, file), spans }];
}
