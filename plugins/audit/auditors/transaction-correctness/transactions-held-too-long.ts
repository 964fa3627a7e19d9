import type { CallSite } from '../../../analysis/index.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { countCodeLines } from '../../analysis/count-code-lines.ts';
import { listDirectCalls } from '../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import {
  listTransactions,
  type Transaction,
} from '../../analysis/transactions/list-transactions.ts';
import { isDatabaseWrite } from '../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditEvidence } from '../../document/audit-document.ts';
import { type AuditedCode, type Candidate, defineRule, type Ruling } from '../../rule.ts';
import {
  collectTransactionEvidence,
  type ExternalWorkInTransaction,
  explainHarmlessWork,
  findExternalWork,
} from './non-database-work-in-transaction.ts';

/** T652-09 to T652-12: a transaction that waits for something other than its database. */
export const SCOPE_TOO_WIDE = defineRule({
  id: 'scope-too-wide',
  principle: 'Transaction Correctness / External work inside a transaction',
  sources: {
    'PostgreSQL: idle_in_transaction_session_timeout, effects of an open transaction':
      'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT',
    'Microservices.io: transactional outbox':
      'https://microservices.io/patterns/data/transactional-outbox.html',
  },
  match: (audited) => findExternalWork(audited, ['service', 'process', 'file']),
  verify: (found, audited) => explainHarmlessWork(found, audited) ?? rulingOf(found, audited),
});

function rulingOf(found: ExternalWorkInTransaction, audited: AuditedCode): Ruling {
  const { site, transaction, kind } = found;
  const [before, after] = writesAround(found, audited);
  const isBetween = before !== undefined && after !== undefined;
  const isFile = kind === 'file';
  const called = site.call.callee;
  const name = formatFunctionName(audited, transaction.function);
  return {
    severity: isFile ? 'MEDIUM' : 'HIGH',
    issue: isFile
      ? `${name} reads or writes a file with ${called} inside the transaction opened by ${transaction.begun}, which stays open in the meantime`
      : `${name} calls ${called} inside the transaction opened by ${transaction.begun}, so locks and a connection are held until ${kind === 'process' ? 'the program' : 'the remote side'} is done (also reported by long_held_transaction; counted only once)`,
    recommendation: isBetween
      ? `Commit the writes of ${before.call.callee}, call ${called}, then write the rest in a second transaction: use a Saga, or an Outbox row that a worker sends`
      : `Split the transaction: call ${called} before ${transaction.begun} or after its commit; if both must succeed or fail together, write an Outbox row in the transaction (Saga/Outbox)`,
    effort: isBetween ? 'L' : 'M',
    evidence: [
      ...collectTransactionEvidence(found, audited),
      ...(isBetween ? describeSequence(found, before, after) : []),
    ],
  };
}

/** Returns the last write before the call and the first after it (T652-11). */
function writesAround(
  { transaction, site }: ExternalWorkInTransaction,
  audited: AuditedCode,
): readonly [CallSite | undefined, CallSite | undefined] {
  // The write that opens an autobegun transaction ends where the transaction starts.
  const begin = audited.code
    .callsOf(transaction.function)
    .filter(({ raw }) => transaction.kind === 'autobegun' && raw.end === transaction.start);
  const writes = [...begin, ...listDirectCalls(audited, transaction).filter(isDatabaseWrite)];
  return [
    writes.findLast(({ raw }) => raw.end <= site.raw.start),
    writes.find(({ raw }) => raw.start >= site.raw.end),
  ];
}

function describeSequence(
  { file, site }: ExternalWorkInTransaction,
  before: CallSite,
  after: CallSite,
): readonly AuditEvidence[] {
  return [
    { file, line: before.call.line, text: `${before.call.callee} writes before the call` },
    { file, line: site.call.line, text: `${site.call.callee} runs outside the database` },
    { file, line: after.call.line, text: `${after.call.callee} writes after the call` },
  ];
}

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
