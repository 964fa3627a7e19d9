import { git } from 'perf-harness/plugin';
import type { ScratchCopy } from '../generators/temporary-repository-clone.ts';
import { parsePatchHunks } from '../strike/apply/parse-unified-diff.ts';

/** Lines of a committed file that a change touches. Additions lie between two lines: 5.5. */
export interface TouchedLines {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** Lines that everything that is changed in a scratch touches, added files included. */
export async function findTouchedLines({
  host,
  top,
  signal,
}: ScratchCopy): Promise<readonly TouchedLines[]> {
  await git.tryGit(host, ['add', '--all', '--', '.', ':!**/node_modules', ':!node_modules'], {
    cwd: top,
    signal,
  });
  const args = ['diff', '--cached', '--unified=0', '--no-color', '--no-ext-diff', '--no-renames'];
  const { stdout } = await git.tryGit(host, args, { cwd: top, signal });
  return parseDiffLines(stdout);
}

/** Returns the lines on the old side of a unified diff without context. */
export function parseDiffLines(diff: string): readonly TouchedLines[] {
  return parsePatchHunks(diff).map(({ file, line, removed }) =>
    removed === 0
      ? { file, from: line + 0.5, to: line + 0.5 }
      : { file, from: line, to: line + removed - 1 },
  );
}

/** Returns the first line that both touch; null if there is none. */
export function findSharedLine(
  lines: readonly TouchedLines[],
  other: readonly TouchedLines[],
): { readonly file: string; readonly line: number } | null {
  for (const { file, from, to } of lines) {
    const hit = other.find((each) => each.file === file && each.from <= to && from <= each.to);
    if (hit !== undefined) return { file, line: Math.ceil(Math.max(from, hit.from)) };
  }
  return null;
}
