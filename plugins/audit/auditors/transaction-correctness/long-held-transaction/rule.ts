import type { CallSite } from '../../../../analysis/index.ts';
import { countCodeLines } from '../../../analysis/count-code-lines.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { listDirectCalls } from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import {
  listTransactions,
  type Transaction,
} from '../../../analysis/transactions/list-transactions.ts';
import {
  isDatabaseWrite,
  readReceiver,
} from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import {
  collectTransactionEvidence,
  type ExternalWorkInTransaction,
  explainHarmlessWork,
  findExternalWork,
} from '../non-database-work-in-transaction.ts';

/** Lines between begin and commit that are not yet long (T652-20). */
const MOST_LINES = 50;
/** Calls that take no time: access to collections, messages, creation of objects. */
const CHEAP =
  /(?:^|\.)(?:get|set|has|add|push|append|extend|update|pop|keys|values|entries|items|join|includes|len|str|int|find|filter|map|info|debug|warn|warning|error|log|exception|[A-Z]\w*)$|^new /u;
/** Names of calls that read; `isDatabaseWrite` recognizes writes. */
const STATEMENT =
  /\.objects\b|\.(?:execute|executemany|scalars?|query|exec|refresh|refresh_from_db|flush|save)$/u;
/** Names that a line assigns or iterates. */
const ASSIGNED = /^([^=)\n]*?)(?:=(?!=)|\s(?:in|of)\s)/gmu;
/** Start of a line whose call runs only for an error or a condition. */
const CONDITIONAL = /\b(?:throw|raise|if|elif|while)\b[^\n]*$/u;

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
  check: 'long_held_transaction',
  principle: 'Transaction Correctness / Long-held transaction',
  sources: [
    {
      name: 'PostgreSQL: explicit locking, locks are held to the end of the transaction',
      url: 'https://www.postgresql.org/docs/current/explicit-locking.html',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
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
  const { statements, preparation } = classifyTransactionContent(audited, transaction);
  if (preparation === undefined && statements <= MOST_LINES) {
    return {
      outcome: 'dismissed',
      reason:
        'the transaction contains only statements, fast calls and code that depends on their results',
    };
  }
  const name = formatFunctionName(audited, transaction.function);
  const end = { file, line: transaction.endLine, text: 'the transaction ends after this line' };
  const report = {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${name} keeps the transaction opened by ${transaction.begun} open for ${lines} lines of code, more than the limit of ${MOST_LINES}`,
    effort: 'M',
  } as const;
  if (preparation === undefined) {
    const recommendation = `Combine the ${statements} statements of the transaction into fewer, and commit right after the last statement`;
    return { ...report, recommendation, evidence: [end] };
  }
  const { callee, line } = preparation.call;
  return {
    ...report,
    recommendation: `Do the computations of ${name}, such as ${callee}(…), before ${transaction.begun}, and commit right after the last statement`,
    evidence: [{ file, line, text: 'this call uses nothing that the transaction reads' }, end],
  };
}

/** Counts the statements, and returns the first call that uses nothing assigned in the transaction. */
function classifyTransactionContent(
  { code }: AuditedCode,
  { file, function: index, kind, start, end, begun, beginLine }: Transaction,
): { readonly statements: number; readonly preparation: CallSite | undefined } {
  const handles = new Set([
    readReceiver(begun).replace(/^.*\./u, ''),
    ...(kind === 'callback' ? code.rawOf(index).parameters : []),
    ...code.variablesOf(file).flatMap(({ line, name }) => (line === beginLine ? [name] : [])),
  ]);
  const text = (code.textOf(file) ?? '').slice(start, end);
  const assigned = [...text.matchAll(ASSIGNED)].flatMap(([, names]) => wordsOf(names ?? ''));
  const dependent = new Set([...handles, ...assigned]);
  const sites = listDirectCalls({ code }, { function: index, start, end });
  const statements = sites.filter((site) => isStatement(site) || usesAny(site, handles));
  const preparation = sites.find(
    (site) =>
      !site.call.isAwaited &&
      !CHEAP.test(site.call.callee) &&
      !/^\(\s*\)$/u.test(site.raw.argumentText) &&
      !usesAny(site, dependent) &&
      !CONDITIONAL.test(text.slice(0, site.raw.start - start)) &&
      !statements.some(({ raw }) => raw.start <= site.raw.start && site.raw.end <= raw.end),
  );
  return { statements: statements.length, preparation };
}

function isStatement(site: CallSite): boolean {
  return site.call.type === 'I/O-DB' || isDatabaseWrite(site) || STATEMENT.test(site.call.callee);
}

function usesAny({ raw }: CallSite, names: ReadonlySet<string>): boolean {
  return wordsOf(`${raw.callee} ${raw.argumentText}`).some((word) => names.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\w$]+/gu) ?? [];
}
