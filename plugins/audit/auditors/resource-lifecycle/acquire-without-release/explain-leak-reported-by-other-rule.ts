import { findBegunTransaction } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { AcquiredResource } from '../acquired-resources/acquired-resource.ts';

/** Returns why another rule reports the place; null: none does. */
export function explainOtherRule({ code }: AuditedCode, { site }: AcquiredResource): string | null {
  if (!/\.createQueryRunner$/u.test(site.call.callee)) return null;
  const begins = code
    .callsOf(site.function)
    .some((callSite) => findBegunTransaction(callSite) !== null);
  return begins
    ? 'the missing-rollback rule already reports query runners that begin a transaction'
    : null;
}
