import { countCodeLines } from '../../../analysis/count-code-lines.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import {
  listTransactions,
  type Transaction,
} from '../../../analysis/transactions/list-transactions.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import {
  collectTransactionEvidence,
  type ExternalWorkInTransaction,
  explainHarmlessWork,
  findExternalWork,
} from '../non-database-work-in-transaction.ts';
import { classifyTransactionContent } from './classify-calls-in-transaction.ts';
import { type EndlessWork, findEndlessWork } from './endless-loops-and-streams-in-transaction.ts';
import { isInstantCall } from './is-negligible-duration-call.ts';
import { findNestedSessions, judgeNestedSession, type NestedSession } from './nested-sessions.ts';

/** Lines between begin and commit that are not yet long (T652-20). */
const MOST_LINES = 50;

/** Lines of calls of an instant that are some work together. */
const MANY = 10;

type LongCandidate =
  | EndlessWork
  | NestedSession
  | (ExternalWorkInTransaction & { readonly by: 'sleep' })
  | (Candidate & {
      readonly by: 'lines';
      readonly lines: number;
      readonly transaction: Transaction;
    });

/** T652-20 to T652-23: a transaction that is open for longer than its statements need. */
export const LONG_HELD_TRANSACTION = defineRule({
  id: 'long-held-transaction',
  check: 'long_held_transaction',
  principle: 'Transaction Correctness / Long-held transaction',
  sources: [
    {
      name: 'PostgreSQL: explicit locking, locks are held to the end of the transaction',
      url: 'https://www.postgresql.org/docs/current/explicit-locking.html',
      retrieved: '2026-11-26',
    },
    {
      name: 'SQLAlchemy 2.0: error messages, QueuePool limit of size overflow reached',
      url: 'https://docs.sqlalchemy.org/en/20/errors.html#error-3o7r',
      retrieved: '2026-11-27',
    },
  ],
  skip: () => null,
  match: longTransactions,
  verify: (found, audited) => {
    if (found.by === 'nested') return judgeNestedSession(found, audited);
    if (found.by === 'endless') return rulingOnEndless(found, audited);
    return found.by === 'lines' ? rulingOnLines(found, audited) : rulingOnSleep(found, audited);
  },
});

/** Calls of other services are found by scope_too_wide, once (T652-24). */
function* longTransactions(audited: AuditedCode): Generator<LongCandidate> {
  for (const found of findExternalWork(audited, ['sleep'])) yield { ...found, by: 'sleep' };
  yield* findEndlessWork(audited);
  yield* findNestedSessions(audited);
  for (const transaction of listTransactions(audited)) {
    const { file, line: first, endLine: last, beginLine } = transaction;
    const lines = countCodeLines(audited, file, first, last);
    if (lines > MOST_LINES) {
      yield { by: 'lines', file, line: beginLine, endLine: beginLine, lines, transaction };
    }
  }
}

function rulingOnEndless(
  { kind, what, open, openLine, exemption, file, function: index }: EndlessWork,
  audited: AuditedCode,
): Ruling {
  const name = formatFunctionName(audited, index);
  if (exemption !== null) return { outcome: 'dismissed', reason: exemption };
  const isLoop = kind === 'loop';
  return {
    outcome: 'confirmed',
    severity: isLoop ? 'MEDIUM' : 'HIGH',
    issue: isLoop
      ? `${name} calls ${what}, which loops until nothing is left, inside the transaction opened by ${open}, so the transaction stays open for all iterations`
      : `${name} responds with ${what} while the transaction opened by ${open} is still open, so the transaction and its connection are held until the client disconnects`,
    recommendation: isLoop
      ? `Open a transaction for each iteration of ${what}, and commit it at the end of the iteration`
      : `Call ${open}.commit() or ${open}.close() after the last use of the session, before ${what}`,
    effort: isLoop ? 'M' : 'S',
    evidence: [
      {
        file,
        line: openLine,
        text: isLoop ? `${open} opens the transaction` : `${open} is last used here`,
      },
    ],
  };
}

function rulingOnSleep(found: ExternalWorkInTransaction, audited: AuditedCode): Ruling {
  const why = explainHarmlessWork(found, audited);
  if (why !== null) return { outcome: 'dismissed', reason: why };
  const { site, transaction } = found;
  const name = formatFunctionName(audited, transaction.function);
  return {
    outcome: 'confirmed',
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
  const name = formatFunctionName(audited, transaction.function);
  if (isMigrationFile(file)) {
    return { outcome: 'dismissed', reason: 'a migration must be applied completely or not at all' };
  }
  if (!hasStatements(transaction, audited)) {
    return { outcome: 'dismissed', reason: 'the transaction contains no calls' };
  }
  const { statements, preparations } = classifyTransactionContent(audited, transaction);
  const places = new Set(preparations.map(({ call }) => call.line));
  const [first] = places.size < MANY ? [] : preparations;
  const preparation =
    preparations.find((preparation) => !isInstantCall(audited, preparation)) ?? first ?? null;
  if (preparation === null && statements <= MOST_LINES) {
    return {
      outcome: 'dismissed',
      reason:
        preparations.length === 0
          ? 'the transaction contains only statements and code that depends on their results'
          : `apart from statements, the transaction contains only fast calls; ${String(preparations[0]?.call.callee)} could run before it, but that would save little`,
    };
  }
  const evidence = [
    { file, line: transaction.endLine, text: 'the transaction ends after this line' },
  ];
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${name} keeps the transaction opened by ${transaction.begun} open for ${lines} lines of code, more than the limit of ${MOST_LINES}`,
    recommendation:
      preparation === null
        ? `Combine the ${statements} statements of the transaction into fewer, and commit right after the last statement`
        : `Do the computations of ${name}, such as ${preparation.call.callee}(…), before ${transaction.begun}, and commit right after the last statement`,
    effort: 'M',
    evidence:
      preparation === null
        ? evidence
        : [
            {
              file,
              line: preparation.call.line,
              text: 'this call uses nothing that the transaction reads',
            },
            ...evidence,
          ],
  };
}

/** A table of data in a transaction takes no time. */
function hasStatements(transaction: Transaction, { code }: AuditedCode): boolean {
  return code
    .callsOf(transaction.function)
    .some(({ raw }) => transaction.start <= raw.start && raw.end <= transaction.end);
}
