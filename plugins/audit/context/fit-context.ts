import type { AuditContext } from '../document/audit-context.ts';

/** What an auditor is told at the most, in bytes of JSON (AUD-15). */
export const LARGEST_CONTEXT_BYTES = 64 * 1024;

/** Of each list that is cut, so much is kept at a time. */
const KEPT_SHARE = 0.5;

/**
 * Cuts the lists of a context until it is small enough, from what helps least on: places that could not be read,
 * differences, notifications, models, functions, triggers. That something was cut is told in the conflicts.
 */
export function fitContext(context: AuditContext): AuditContext {
  let fitting = context;
  for (const cut of CUTS) {
    while (sizeOf(fitting) > LARGEST_CONTEXT_BYTES) {
      const smaller = cut(fitting);
      if (sizeOf(smaller) >= sizeOf(fitting)) break;
      fitting = smaller;
    }
  }
  if (fitting === context) return context;
  const told = 'more was found than is listed here: only the first of each list are';
  return { ...fitting, conflicts: [...fitting.conflicts, told] };
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

/** With room for the line that says so. */
function sizeOf(context: AuditContext): number {
  return Buffer.byteLength(JSON.stringify(context)) + 200;
}
