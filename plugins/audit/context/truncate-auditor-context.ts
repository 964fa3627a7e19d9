import type { AuditContext } from '../document/audited-project-context-schema.ts';

/** Maximum size of the context passed to an auditor, in bytes of JSON (AUD-15). */
export const MAX_CONTEXT_BYTES = 64 * 1024;

/** Share of a list that remains after each cut. */
const KEPT_SHARE = 0.5;

/**
 * Cuts the lists of a context until it is small enough, the least useful first: unreadable places,
 * conflicts, notifications, models, functions, triggers. The conflicts state that something was
 * cut.
 */
export function truncateContext(context: AuditContext): AuditContext {
  let fitting = context;
  for (const cut of CUTS) {
    while (sizeOf(fitting) > MAX_CONTEXT_BYTES) {
      const smaller = cut(fitting);
      if (sizeOf(smaller) >= sizeOf(fitting)) break;
      fitting = smaller;
    }
  }
  if (fitting === context) return context;
  const notice = 'the lists are truncated: only the first entries of each list are shown';
  return { ...fitting, conflicts: [...fitting.conflicts, notice] };
}

const CUTS: readonly ((context: AuditContext) => AuditContext)[] = [
  (context) => ({ ...context, unread: half(context.unread) }),
  (context) => ({ ...context, conflicts: half(context.conflicts) }),
  (context) => inDatabase(context, { notifications: half(context.db_config.notifications) }),
  (context) => inDatabase(context, { table_models: half(context.db_config.table_models) }),
  (context) =>
    inDatabase(context, { trigger_functions: half(context.db_config.trigger_functions) }),
  (context) => inDatabase(context, { triggers: half(context.db_config.triggers) }),
  (context) => ({ ...context, migrations: half(context.migrations) }),
];

function inDatabase(
  context: AuditContext,
  changed: Partial<AuditContext['db_config']>,
): AuditContext {
  return { ...context, db_config: { ...context.db_config, ...changed } };
}

function half<Element>(list: readonly Element[]): readonly Element[] {
  return list.slice(0, Math.floor(list.length * KEPT_SHARE));
}

/** Returns the size of a context, with room for the line that reports the truncation. */
function sizeOf(context: AuditContext): number {
  return Buffer.byteLength(JSON.stringify(context)) + 200;
}
