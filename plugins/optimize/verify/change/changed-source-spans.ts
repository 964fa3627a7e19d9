import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { git, type Host } from 'perf-harness/plugin';
import {
  type ChangedFileSpans,
  lineOffsets,
  type SourceRange,
} from '../replay/changed-function-call-coverage.ts';

/** Lines of a changed text, as a diff without context names them. */
export interface DiffHunk {
  /** First added line, from 1; if none is added, the line that the removed ones followed. */
  readonly line: number;
  /** Number of added lines. */
  readonly count: number;
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gmu;

/**
 * Returns the changed spans of a text: added lines, and the position after lines that were only
 * removed.
 */
export function findChangedSpans(
  after: string,
  hunks: readonly DiffHunk[],
): readonly SourceRange[] {
  const lines = after.split('\n');
  const starts = lineOffsets(lines.map(({ length }) => length));
  const spanOf = (index: number, isWhole: boolean): readonly SourceRange[] => {
    const text = lines[index]?.trim() ?? '';
    if (text === '') return [];
    const start = (starts[index] ?? 0) + (lines[index]?.indexOf(text) ?? 0);
    return [{ start, end: start + (isWhole ? text.length : 1) }];
  };
  return hunks.flatMap(({ line, count }) =>
    count === 0
      ? spanOf(findNextTextLine(lines, line), false)
      : Array.from({ length: count }, (_, at) => spanOf(line - 1 + at, true)).flat(),
  );
}

function findNextTextLine(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, index) => index >= from && line.trim() !== '');
  return found === -1 ? from : found;
}

/** True unless the code runs as it is written, or with its types blanked, so that no position moves. */
export function needsCompiler(path: string, text: string): boolean {
  if (/\.(?:jsx|tsx)$/u.test(path)) return true;
  return /\.[cm]?ts$/u.test(path) && !canStripTypes(text);
}

function canStripTypes(text: string): boolean {
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

interface ChangedFile {
  /** Folders of the project before and after it, absolute. */
  readonly base: string;
  readonly head: string;
  readonly file: string;
  readonly signal: AbortSignal;
}

/** Returns the spans to watch in the changed version of a file; empty if it cannot be watched. */
export async function findSpansToWatch(
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
  const spans = findChangedSpans(after, hunks);
  const isTransformed = needsCompiler(file, after);
  return spans.length === 0 ? [] : [{ file: join(head, file), spans, isTransformed }];
}
