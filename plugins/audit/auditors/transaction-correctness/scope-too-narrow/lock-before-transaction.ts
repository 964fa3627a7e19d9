import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../../analysis/index.ts';
import {
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import {
  findEnclosingTransaction,
  listTransactions,
  type Transaction,
} from '../../../analysis/transactions/list-transactions.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';

/** A row that is locked before the transaction begins that it is locked for. */
export interface LockBeforeTransaction extends Candidate {
  readonly by: 'lock';
  readonly function: number;
  readonly start: number;
  /** As it is written. */
  readonly lock: string;
  readonly isDjango: boolean;
  readonly transaction: Transaction;
}

/** Methods that execute a Django query, which until then is only built. */
const SENT = /\.(?:get|first|last|latest|earliest|in_bulk|get_or_create|update_or_create)$/u;
const SENDS = /^(?:list|get_object_or_404|get_list_or_404|len|bool)$/u;
/** Options and methods by which libraries of JavaScript lock. */
const LOCK_OPTION = /\block\s*:\s*(?:true\b|\{\s*mode\b|[\w.]*LOCK\.|['"]pessimistic)/u;
const LOCKS = /\.(?:setLock|forUpdate|forNoKeyUpdate)$/u;
const OF_TEXT = /\.(?:query|raw|execute|unsafe|\$queryRawUnsafe)$/u;
/** Clients that are a transaction, and options that name a transaction. */
const IN_ONE =
  /^(?:tx|trx|t|manager|em|transaction\w*|\w*(?:[qQ]ueryRunner|[mM]anager|[cC]lient|[tT]rx|Tx|[cC]onnection|conn))\b/u;
const NAMES_ONE = /\b(?:transaction|trx|tx|transacting)\b/u;

/** Yields locks outside visible transactions, followed by a transaction in the same block. */
export function* findLocksBeforeTransaction(
  audited: AuditedCode,
): Generator<LockBeforeTransaction> {
  const transactions = Map.groupBy(
    listTransactions(audited).filter(({ kind }) => kind === 'block' || kind === 'callback'),
    ({ file }) => file,
  );
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    const after = transactions.get(file);
    if (after === undefined) continue;
    for (const site of audited.code.callsOf(index)) {
      const node = isLock(audited, site) ? findCallNode(audited, { file, site }) : null;
      if (node === null || (isPythonFunction(audited, index) && !isSent(node))) continue;
      if (findEnclosingTransaction(audited, file, site.raw.start) !== null) continue;
      const { start = 0, end = 0 } = blockAround(node);
      const transaction = after.find(
        (candidate) =>
          candidate.start > site.raw.end && start <= candidate.start && candidate.end <= end,
      );
      if (transaction === undefined) continue;
      const place = { file, line: site.call.line, endLine: site.call.endLine, function: index };
      const isDjango = isPythonFunction(audited, index);
      yield {
        ...place,
        by: 'lock',
        start: site.raw.start,
        isDjango,
        transaction,
        lock: isDjango ? 'select_for_update()' : lockOf(site),
      };
    }
  }
}

/**
 * Returns the ruling on such a lock: Django raises an error at once; elsewhere the lock ends with
 * its statement, so others can change the row.
 */
export function judgeLockBeforeTransaction(
  found: LockBeforeTransaction,
  audited: AuditedCode,
  why: string | null,
): Ruling {
  if (why !== null) return { outcome: 'dismissed', reason: why };
  const { lock, isDjango, transaction, file } = found;
  const consequence = isDjango
    ? 'Django raises TransactionManagementError when the query is evaluated, unless the caller has an open transaction'
    : 'outside a transaction, the lock is released when its statement ends, so others can change the row before the transaction begins';
  return {
    outcome: 'confirmed',
    severity: 'HIGH',
    issue: `${formatFunctionName(audited, found.function)} locks rows with ${lock} before the transaction opened by ${transaction.begun} begins: ${consequence}`,
    recommendation: `Move ${lock} into ${transaction.begun} on line ${transaction.beginLine}`,
    effort: 'S',
    evidence: [
      { file, line: transaction.beginLine, text: `${transaction.begun} begins after the lock` },
    ],
  };
}

function isLock(audited: AuditedCode, site: CallSite): boolean {
  const { callee } = site.call;
  if (isPythonFunction(audited, site.function)) return callee.endsWith('.select_for_update');
  const root = callee.replace(/^this\./u, '');
  const { parameters } = audited.code.rawOf(site.function);
  if (IN_ONE.test(root) || parameters.includes(/^\w+/u.exec(callee)?.[0] ?? '')) return false;
  const text = site.raw.argumentText;
  if (NAMES_ONE.test(text) || NAMES_ONE.test(callee)) return false;
  if (OF_TEXT.test(callee)) return /^\(\s*['"`][^'"`]*\bFOR (?:NO KEY )?UPDATE\b/iu.test(text);
  if (LOCKS.test(callee)) return true;
  return site.call.isAwaited && /\.find\w*$/u.test(callee) && LOCK_OPTION.test(text);
}

function lockOf({ call, raw }: CallSite): string {
  const option = LOCK_OPTION.exec(raw.argumentText)?.[0];
  return option === undefined ? `${call.callee}()` : `${call.callee}({ lock … })`;
}

/** True if the locking query is executed in place. */
function isSent(lock: SgNode): boolean {
  for (const outer of around(lock)) {
    if (/statement$|^assignment$/u.test(String(outer.kind()))) return false;
    const callee = outer.kind() === 'call' ? (outer.field('function')?.text() ?? '') : '';
    if (SENT.test(callee) || SENDS.test(callee)) return true;
  }
  return false;
}

function blockAround(node: SgNode) {
  const block = [...around(node)].find((ancestor) => /block$/u.test(String(ancestor.kind())));
  const span = block?.range();
  return { start: span?.start.index, end: span?.end.index };
}
