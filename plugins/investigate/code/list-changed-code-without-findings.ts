import { createChange, type IncidentChange } from '../document/investigation-document.ts';
import { type ChangeOrigin, changeId } from '../infrastructure/changed-configuration-settings.ts';
import type { DiffHunk } from './parse-diff.ts';

/** Maximum number of unexplained files listed per delivery. */
const MOST_FILES = 5;
const SAYS_NOTHING = /^\s*(?:\/\/|\/?\*|#|--|[{}()[\];,]*\s*$)/u;

/**
 * Lists changed code whose cost no analysis can judge, since it may be the cause as well as code
 * that looks slow. Returns the files with the most changed lines, without files that already have a
 * finding.
 *
 * @param hunks - Changed lines of code that runs.
 */
export function listUnexplainedChanges(
  hunks: readonly DiffHunk[],
  known: readonly IncidentChange[],
  moment: ChangeOrigin,
): readonly IncidentChange[] {
  const isKnown = new Set(known.map(({ file }) => file));
  const byFile = Map.groupBy(hunks.filter(isTelling), ({ file }) => file);
  return [...byFile]
    .filter(([file]) => !isKnown.has(file))
    .toSorted(([, a], [, b]) => linesOf(b) - linesOf(a))
    .slice(0, MOST_FILES)
    .map(([file, own]): IncidentChange => {
      const lines = linesOf(own);
      const [first] = own.flatMap(({ added, removed }) => [...added, ...removed]);
      return createChange(moment, {
        id: changeId(file, 'changed', moment),
        kind: 'code',
        label: 'REGRESSION',
        title: `${file}: ${lines} ${lines === 1 ? 'line' : 'lines'} changed; the diff alone does not show the performance cost`,
        file,
        line: first?.line ?? null,
        mechanisms: [],
        direction: 'unclear',
      });
    });
}

function isTelling({ added, removed }: DiffHunk): boolean {
  return [...added, ...removed].some(({ text }) => !SAYS_NOTHING.test(text));
}

function linesOf(hunks: readonly DiffHunk[]): number {
  return hunks.reduce((sum, { added, removed }) => sum + Math.max(added.length, removed.length), 0);
}
