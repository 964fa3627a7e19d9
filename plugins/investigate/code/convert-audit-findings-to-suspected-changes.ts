import type { AuditReport } from '../../audit/index.ts';
import {
  type CauseMechanism,
  createChange,
  type IncidentChange,
} from '../document/investigation-document.ts';
import { type ChangeOrigin, changeId } from '../infrastructure/changed-configuration-settings.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import type { DiffHunk } from './parse-diff.ts';

/** Audits the lines of one commit that another lacks. */
export type AuditLines = (from: string, to: string) => Promise<AuditReport>;

const MECHANISMS: readonly (readonly [category: RegExp, mechanisms: readonly CauseMechanism[]])[] =
  [
    [/query/iu, ['queries', 'network']],
    [/transaction/iu, ['locks', 'connections']],
    [/resource|lifecycle/iu, ['connections', 'memory']],
    [/runtime|performance/iu, ['event loop', 'cpu']],
  ];
const MAX_LENGTH = 120;

/** Findings of the audit on changed lines, as changes that might be why (INV-21). */
export function convertAuditFindings(
  report: AuditReport,
  moment: ChangeOrigin,
): readonly IncidentChange[] {
  return report.categories.flatMap((category): readonly IncidentChange[] =>
    category.status !== 'completed'
      ? []
      : category.findings.map((finding) => {
          const { file, line, rule, issue } = finding;
          const found = MECHANISMS.find(([form]) => form.test(category.category));
          return createChange(moment, {
            id: changeId(file, `${rule}:${line}`, moment),
            kind: 'code',
            label: 'NEW ISSUE',
            title: sanitizeText(issue, MAX_LENGTH),
            file,
            line,
            mechanisms: found?.[1] ?? [],
          });
        }),
  );
}

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
