import type { AuditSeverity } from '../document/audit-document.ts';
import type { AuditedCode } from '../rule.ts';
import { SEVERITY_ORDER } from '../scoring/severity-order.ts';
import { memoizePerFunction } from './memoize-per-function.ts';
import { isUnusedFunction } from './unused-function.ts';

/** Files whose code runs once, or by hand. */
const SET_UP_FILE =
  /(?:^|\/)(?:\w*migrations?|alembic|seeds?|seeders?|bootstrap|setup|scripts?|management\/commands)(?:\/|\.\w+$)|(?:^|[/_.-])(?:seed|seeder|bootstrap|migrate|migration|init_db|initial_data)(?:[_.-]\w+)*\.\w+$/u;
const SET_UP_FUNCTION =
  /(?:^|\.)_*(?:seed|bootstrap|migrate|setup|upgrade|downgrade|init_db|create_initial|onModuleInit|onApplicationBootstrap)(?:[A-Z_]\w*)?$/u;
const ADMIN = /(?:^|[/_.-])admins?(?=[/_.-]|$)/u;

/**
 * Returns the severity adjusted by location: LOW for set-up code, one step lower for code that only
 * administrators or nobody calls.
 */
export function adjustSeverity(
  severity: AuditSeverity,
  audited: AuditedCode,
  index: number,
): AuditSeverity {
  const { facts } = audited.code;
  const { file = '', name = '' } = facts.functions[index] ?? {};
  if (SET_UP_FILE.test(file) || SET_UP_FUNCTION.test(name)) return 'LOW';
  if (isMadeOnce(audited, index)) return 'LOW';
  const routes = facts.routes.filter(({ handler }) => handler === index);
  const isAdmin = ADMIN.test(file) || routes.some(({ path }) => ADMIN.test(path));
  if (!isAdmin && !isLeftOver(audited, index)) return severity;
  return (
    SEVERITY_ORDER[Math.min(SEVERITY_ORDER.indexOf(severity) + 1, SEVERITY_ORDER.length - 1)] ??
    'LOW'
  );
}

/** True if no code calls the function and no framework is known to call it. */
const isLeftOver = memoizePerFunction((audited, index) => {
  if (audited.reachedBy(index) !== null || !isUnusedFunction(audited, index)) return false;
  const { file = '' } = audited.code.facts.functions[index] ?? {};
  const before = (audited.code.textOf(file) ?? '').slice(0, audited.code.rawOf(index).start);
  return !/\bexport\s+default\s+(?:async\s+)?$/u.test(before);
});

/** True for constructors of injectable classes, which Nest instantiates once at server start. */
function isMadeOnce({ code }: AuditedCode, index: number): boolean {
  const { owner, name } = code.rawOf(index);
  if (owner === null || !/(?:^|\.)constructor$/u.test(name)) return false;
  const made = code
    .classesOf(code.facts.functions[index]?.file ?? '')
    .find((rawClass) => rawClass.name === owner);
  return made?.decorators.some((decorator) => decorator.name === 'Injectable') === true;
}
