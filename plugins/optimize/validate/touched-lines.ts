import { tryGit } from 'perf-harness';
import type { Scratch } from '../../hypotheses/scratch.ts';

/** Lines of a committed file that a change touches. What is only added stands between two: 5.5. */
export interface TouchedLines {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** Lines that everything that is changed in a scratch touches, added files included. */
export async function touchedLines({
  host,
  top,
  signal,
}: Scratch): Promise<readonly TouchedLines[]> {
  await tryGit(host, ['add', '--all', '--', '.', ':!**/node_modules', ':!node_modules'], {
    cwd: top,
    signal,
  });
  const args = ['diff', '--cached', '--unified=0', '--no-color', '--no-ext-diff', '--no-renames'];
  const { stdout } = await tryGit(host, args, { cwd: top, signal });
  return linesOfDiff(stdout);
}

/** Of the old side of a unified diff without context. */
export function linesOfDiff(diff: string): readonly TouchedLines[] {
  const touched: TouchedLines[] = [];
  let file = '';
  // Lines of hunks that are left: what begins like a header inside of one is none.
  let rest = 0;
  for (const line of diff.split('\n')) {
    if (rest > 0) {
      if (!line.startsWith('\\')) rest -= 1;
      continue;
    }
    file = /^(?:---|\+\+\+) "?[ab]\/(.*?)"?\t?$/u.exec(line)?.[1] ?? file;
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/u.exec(line);
    if (hunk === null) continue;
    const [start, removed, added] = [Number(hunk[1]), Number(hunk[2] ?? 1), Number(hunk[3] ?? 1)];
    rest = removed + added;
    const between = start + 0.5;
    touched.push(
      removed === 0
        ? { file, from: between, to: between }
        : { file, from: start, to: start + removed - 1 },
    );
  }
  return touched;
}

/** The first line that both touch; null: there is none. */
export function firstShared(
  one: readonly TouchedLines[],
  other: readonly TouchedLines[],
): { readonly file: string; readonly line: number } | null {
  for (const { file, from, to } of one) {
    const hit = other.find((each) => each.file === file && each.from <= to && from <= each.to);
    if (hit !== undefined) return { file, line: Math.ceil(Math.max(from, hit.from)) };
  }
  return null;
}
