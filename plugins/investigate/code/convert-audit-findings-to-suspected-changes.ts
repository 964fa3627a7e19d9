import type { AuditReport } from '../../audit/index.ts';
import {
  type CauseMechanism,
  createChange,
  type IncidentChange,
} from '../document/investigation-document.ts';
import { type ChangeOrigin, changeId } from '../infrastructure/changed-configuration-settings.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';

/** Audits the lines of one commit that another lacks. */
export type AuditLines = (from: string, to: string) => Promise<AuditReport>;

/** Mechanisms through which each category of the audit affects performance. */
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
