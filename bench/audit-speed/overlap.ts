import { isAbsolute, relative } from 'node:path';
import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import type { Place } from './linters.ts';

/** A rule of a linter and those of the audit that come nearest to it. */
export const NEAREST: readonly (readonly [string, RegExp, readonly string[]])[] = [
  ['ruff ASYNC210, 220, 221, 222, 230, 240', /^ASYNC2(?!51)/u, ['blocking-io-in-async']],
  ['ruff ASYNC251', /^ASYNC251$/u, ['sync-sleep-in-async']],
  ['semgrep sync-sleep-in-async-code', /^sync-sleep-in-async-code$/u, ['sync-sleep-in-async']],
  ['ruff PERF401, PERF403', /^PERF40[13]$/u, ['unnecessary-list-allocation']],
  [
    'pylint consider-using-generator',
    /^(?:consider-using|use-a)-generator$/u,
    ['unnecessary-list-allocation'],
  ],
  ['semgrep use-count-method', /^use-count-method$/u, ['over-fetching']],
  ['semgrep access-foreign-keys', /^access-foreign-keys$/u, ['over-fetching', 'query-in-loop']],
  [
    'eslint no-await-in-loop',
    /^no-await-in-loop$/u,
    ['query-in-loop', 'n-update-delete-loop', 'missing-bulk-ops'],
  ],
  ['eslint n/no-sync', /^n\/no-sync$/u, ['blocking-io-in-async']],
];

export interface Overlap {
  readonly theirs: string;
  readonly ours: string;
  readonly both: number;
  readonly onlyTheirs: number;
  /** Of these, places that the audit saw and excused. */
  readonly dismissed: number;
  readonly onlyOurs: number;
}

/** Lines around a place that count as the same. */
const NEAR = 2;

/**
 * Which places both report, and which only one of them.
 * @param tools - Names of the linters that looked.
 */
export function overlaps(
  report: AuditReport,
  places: readonly Place[],
  { root, tools }: { readonly root: string; readonly tools: readonly string[] },
): readonly Overlap[] {
  const done = report.categories.flatMap((one) => (one.status === 'completed' ? [one] : []));
  const findings = done.flatMap((one) => one.findings);
  const excused = done.flatMap((one) => one.dismissed);
  const ran = NEAREST.filter(([theirs]) => tools.some((one) => theirs.startsWith(`${one} `)));
  return ran.flatMap(([theirs, rule, ours]): readonly Overlap[] => {
    const all = places
      .filter((one) => rule.test(one.rule))
      .map((one) => ({ ...one, file: from(root, one.file) }));
    const mine = findings.filter((one) => ours.includes(one.rule));
    if (all.length === 0 && mine.length === 0) return [];
    const seen = (list: readonly Lines[]) => (one: Place) =>
      list.some((other) => isNear(one, other));
    const both = all.filter(seen(mine));
    const rest = all.filter((one) => !both.includes(one));
    return [
      {
        theirs,
        ours: ours.join(', '),
        both: both.length,
        onlyTheirs: rest.length,
        dismissed: rest.filter(seen(excused.filter((one) => ours.includes(one.rule)))).length,
        onlyOurs: mine.filter((one) => !all.some((other) => isNear(other, one))).length,
      },
    ];
  });
}

interface Lines {
  readonly file: string;
  readonly line: number;
  readonly end_line: number;
}

function isNear(one: Place, { file, line, end_line: end }: Lines): boolean {
  return one.file === file && one.line >= line - NEAR && one.line <= end + NEAR;
}

function from(root: string, file: string): string {
  return (isAbsolute(file) ? relative(root, file) : file).replace(/^\.\//u, '');
}
