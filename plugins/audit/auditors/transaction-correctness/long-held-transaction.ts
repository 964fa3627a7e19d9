import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { countCodeLines } from '../../analysis/count-code-lines.ts';
import {
  listTransactions,
  type Transaction,
} from '../../analysis/transactions/list-transactions.ts';
import { type AuditedCode, type Candidate, defineRule, type Ruling } from '../../rule.ts';
import {
  collectTransactionEvidence,
  type ExternalWorkInTransaction,
  explainHarmlessWork,
  findExternalWork,
} from './non-database-work-in-transaction.ts';

/** Lines between begin and commit that are not yet long (T652-20). */
const MOST_LINES = 50;
type LongCandidate =
  | (ExternalWorkInTransaction & { readonly by: 'sleep' })
  | (Candidate & {
      readonly by: 'lines';
      readonly lines: number;
      readonly transaction: Transaction;
    });

/** T652-20 to T652-23: a transaction that is open for longer than its statements need. */
export const LONG_HELD_TRANSACTION = defineRule({
  id: 'long-held-transaction',
  principle: 'Transaction Correctness / Long-held transaction',
  sources: {
    'PostgreSQL: explicit locking, locks are held to the end of the transaction':
      'https://www.postgresql.org/docs/current/explicit-locking.html',
  },
  match: longTransactions,
  verify: (found, audited) =>
    found.by === 'lines' ? rulingOnLines(found, audited) : rulingOnSleep(found, audited),
});

/** Calls of other services are found by scope_too_wide, once (T652-24). */
function* longTransactions(audited: AuditedCode): Generator<LongCandidate> {
  for (const found of findExternalWork(audited, ['sleep'])) yield { ...found, by: 'sleep' };
  for (const transaction of listTransactions(audited)) {
    const { file, line: first, endLine: last, beginLine } = transaction;
    const lines = countCodeLines(audited, file, first, last);
    if (lines > MOST_LINES) {
      yield { by: 'lines', file, line: beginLine, endLine: beginLine, lines, transaction };
    }
  }
}

function rulingOnSleep(found: ExternalWorkInTransaction, audited: AuditedCode): Ruling {
  const why = explainHarmlessWork(found, audited);
  if (why !== null) return why;
  const { site, transaction } = found;
  const name = formatFunctionName(audited, transaction.function);
  return {
    severity: 'HIGH',
    issue: `${name} sleeps with ${site.call.callee} inside the transaction opened by ${transaction.begun}, so its locks and connection are held throughout the sleep`,
    recommendation: `Do the preparatory work before ${transaction.begun}, commit right after the last statement, and call ${site.call.callee} outside the transaction`,
    effort: 'M',
    evidence: collectTransactionEvidence(found, audited),
  };
}

function rulingOnLines(
  { transaction, lines, file }: Extract<LongCandidate, { by: 'lines' }>,
  audited: AuditedCode,
): Ruling {
  const { begun, endLine } = transaction;
  const name = formatFunctionName(audited, transaction.function);
  return {
    severity: 'MEDIUM',
    issue: `${name} keeps the transaction opened by ${begun} open for ${lines} lines of code, more than the limit of ${MOST_LINES}`,
    recommendation: `Do what needs no statement of the transaction before ${begun}, and commit right after the last statement`,
    effort: 'M',
    evidence: [{ file, line: endLine, text: 'the transaction ends after this line' }],
  };
}
