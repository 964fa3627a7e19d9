import type { AuditCategory, AuditContext, AuditSelfCheck } from 'perf-harness';

/** What an audit has to show for itself before it is done (AUD-23). */
export function selfCheck(
  context: AuditContext,
  categories: readonly AuditCategory[],
  overall: number | null,
  sources: number,
): readonly AuditSelfCheck[] {
  const { db, orm, async } = context.tech_stack;
  const stack = [...db, ...orm, ...async].map(({ name }) => name);
  const finished = categories.filter(({ status }) => status === 'completed');
  const issues = finished.reduce(
    (sum, one) => sum + (one.status === 'completed' ? one.total_issues : 0),
    0,
  );
  const named = finished.map(({ category }) => category).join(', ');
  return [
    { item: 'stack found', done: stack.length > 0, evidence: stack.join(', ') },
    {
      item: 'database metadata extracted',
      done: true,
      evidence: `${context.db_config.triggers.length} triggers, ${db.length} databases`,
    },
    {
      item: 'context built',
      done: true,
      evidence: `${Object.keys(context.best_practices).length} technologies with practices`,
    },
    { item: 'auditors finished', done: finished.length === categories.length, evidence: named },
    {
      item: 'scores computed',
      done: overall !== null,
      evidence: overall === null ? '' : `overall ${overall.toFixed(1)} of 10`,
    },
    { item: 'sources listed', done: issues === 0 || sources > 0, evidence: `${sources} sources` },
  ];
}
