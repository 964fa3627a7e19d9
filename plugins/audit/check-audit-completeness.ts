import type { AuditCategory, AuditReport, AuditSelfCheck } from './document/audit-document.ts';
import {
  type AuditContext,
  auditContextSchema,
} from './document/audited-project-context-schema.ts';
import { type AuditTask, auditTaskSchema } from './outputs/audit-task.ts';

export interface CompletionEvidence {
  readonly context: AuditContext;
  readonly sources: number;
  /** Files that were not, and why. */
  readonly skipped: AuditReport['skipped'];
  readonly started: number;
  readonly categories: readonly AuditCategory[];
  readonly overall: number | null;
  /** Rules with findings, and the number of sources of each. */
  readonly fired: readonly { readonly rule: string; readonly sources: number }[];
  readonly report: string;
  /** Task as read back from its file, or null if there is none. */
  readonly task: AuditTask | null;
}

/** Reason for a skipped file that affects all files of its language. */
const LACKS_GRAMMAR = /^the \w+ grammar is not installed/u;

/** Returns why most of a project was not read: no grammar of its language; null: most was read. */
export function explainMostlyUnread({
  sources,
  skipped,
}: Pick<CompletionEvidence, 'sources' | 'skipped'>): string | null {
  // Files without an installed grammar are reported and the rest is judged; if they outnumber the
  // other sources, the project was not read.
  const lacking = skipped.filter(({ reason }) => LACKS_GRAMMAR.test(reason));
  return lacking.length > sources ? (lacking[0]?.reason ?? null) : null;
}

/** Returns the checks that an audit must pass before it is complete (AUD-23). */
export async function checkAuditCompleteness({
  context,
  sources,
  skipped,
  started,
  categories,
  overall,
  fired,
  report,
  task,
}: CompletionEvidence): Promise<readonly AuditSelfCheck[]> {
  const read = auditContextSchema.safeParse(context);
  const misread = read.error?.issues.map(({ path }) => String(path[0])) ?? [];
  const { db, orm, async } = context.tech_stack ?? { db: [], orm: [], async: [] };
  const stack = [...db, ...orm, ...async].map(({ name }) => name);
  const triggers = context.db_config?.triggers?.length;
  const finished = categories.flatMap((category) =>
    category.status === 'completed' ? [category] : [],
  );
  const unread = explainMostlyUnread({ sources, skipped });
  const broken = finished.flatMap((category) =>
    category.checks.flatMap(({ id, status }) => (status === 'error' ? [id] : [])),
  );
  const unscored = finished.filter(({ score }) => !Number.isFinite(score));
  const summary = /\n#+ Executive Summary\s+(\S.*)/u.exec(report)?.[1] ?? '';
  const unfounded = fired.filter(({ sources }) => sources === 0).map(({ rule }) => rule);
  return [
    {
      item: 'stack found',
      // A project without a database and async code has no stack, but is audited all the same.
      done: stack.length > 0 || sources > 0,
      evidence:
        stack.length > 0
          ? stack.join(', ')
          : `none; no database, ORM or async framework found in ${sources} files`,
    },
    {
      item: 'database metadata extracted',
      done: triggers !== undefined && !misread.includes('db_config'),
      evidence: `${triggers ?? 'no'} triggers, ${db.length} databases`,
    },
    {
      item: 'context built',
      done: read.success && unread === null,
      evidence: contextEvidence(context, read.success ? null : misread, unread),
    },
    {
      item: 'auditors finished',
      done: started > 0 && finished.length === started && broken.length === 0,
      evidence: `${finished.length} of ${started}: ${finished.map(({ category }) => category).join(', ')}${broken.length === 0 ? '' : `; failed checks: ${broken.join(', ')}`}`,
    },
    {
      item: 'scores computed',
      done: overall !== null && unscored.length === 0,
      evidence: overall === null ? '' : `overall ${overall.toFixed(1)} of 10`,
    },
    { item: 'summary present', done: summary !== '', evidence: summary },
    {
      item: 'task made',
      done: auditTaskSchema.safeParse(task).success,
      evidence: task?.title ?? '',
    },
    {
      item: 'sources listed',
      done: unfounded.length === 0,
      evidence:
        unfounded.length === 0
          ? `${fired.length} rules with sources`
          : `no sources for ${unfounded.join(', ')}`,
    },
  ];
}

function contextEvidence(
  { codebase_root: root }: AuditContext,
  misread: readonly string[] | null,
  lacking: string | null,
): string {
  if (misread !== null) return `invalid fields: ${misread.join(', ')}`;
  return lacking ?? root;
}
