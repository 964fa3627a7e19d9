import type { AuditSeverity } from '../document/audit-document.ts';
import { lowerSeverity } from '../document/audit-severities.ts';
import type { AuditedCode } from '../rule.ts';

const SET_UP_FILE =
  /(?:^|\/)(?:\w*migrations?|alembic|seeds?|seeders?|bootstrap|setup|scripts?|management\/commands)(?:\/|\.\w+$)|(?:^|[/_.-])(?:seed|seeder|bootstrap|migrate|migration|init_db|initial_data)(?:[_.-]\w+)*\.\w+$/u;
const SET_UP_FUNCTION =
  /(?:^|\.)_*(?:seed|bootstrap|migrate|setup|upgrade|downgrade|init_db|create_initial|onModuleInit|onApplicationBootstrap)(?:[A-Z_]\w*)?$/u;
const ADMIN = /(?:^|[/_.-])admins?(?=[/_.-]|$)/u;

/** True for a file whose code runs once, or by hand: a migration, a seed, a script. */
export function isSetUpFile(file: string): boolean {
  return SET_UP_FILE.test(file);
}

/** Returns the severity: LOW for set-up code, one step lower for code of administrators. */
export function adjustSeverity(
  severity: AuditSeverity,
  { code }: AuditedCode,
  index: number,
): AuditSeverity {
  const { functions, routes } = code.facts;
  const { file = '', name = '' } = functions[index] ?? {};
  if (isSetUpFile(file) || SET_UP_FUNCTION.test(name)) return 'LOW';
  const isAdmin =
    ADMIN.test(file) || routes.some(({ handler, path }) => handler === index && ADMIN.test(path));
  return isAdmin ? lowerSeverity(severity) : severity;
}
