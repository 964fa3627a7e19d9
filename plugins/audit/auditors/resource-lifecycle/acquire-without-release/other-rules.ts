import { beginsExplicitly } from '../../../look/transactions/transaction-names.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { Acquired } from '../held/acquired.ts';

/** Returns why another rule reports the place; null: none does. */
export function isOfAnotherRule({ code }: AuditedCode, { site }: Acquired): string | null {
  if (!/\.createQueryRunner$/u.test(site.call.callee)) return null;
  const begins = code
    .callsOf(site.function)
    .some((callSite) => beginsExplicitly(callSite) !== null);
  return begins ? 'missing-rollback tells of query runners that begin a transaction' : null;
}
