import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import type { Transaction } from './list-transactions.ts';
import { findBegunTransaction } from './recognize-transaction-and-write-calls.ts';

/**
 * Returns the names that stand for a transaction inside it: the parameter of its callback, the
 * result of a begin, and names derived from these. Returns null if they are unknown.
 */
export function findTransactionHandles(
  audited: AuditedCode,
  transaction: Transaction,
): ReadonlySet<string> | null {
  const own = ownHandles(audited, transaction);
  return own === null ? null : addDerivedHandles(audited, transaction, own);
}

function ownHandles({ code }: AuditedCode, transaction: Transaction): readonly string[] | null {
  if (transaction.kind === 'callback') {
    const [first] = code.rawOf(transaction.function).parameters;
    if (first !== undefined) return first === '' ? null : [first];
    // Prisma passes a transaction only through its client; other libraries may keep it in the async
    // context.
    return /\.\$transaction$/u.test(transaction.begun) ? [] : sessionOf(transaction.begun);
  }
  if (transaction.kind !== 'explicit') return null;
  const begin = code
    .callsOf(transaction.function)
    .find(({ call, raw }) => call.callee === transaction.begun && raw.end === transaction.start);
  return begin === undefined ? null : (findBegunTransaction(begin)?.handles ?? null);
}

/** `session.withTransaction(async () => …)`: the session is the handle. */
function sessionOf(begun: string): readonly string[] | null {
  const session = /^(\w+)\.withTransaction$/u.exec(begun)?.[1];
  return session === undefined ? null : [session];
}

/**
 * Adds names that carry the transaction: with `const ctx = createContext({ transaction })`, passing
 * the context passes the transaction.
 */
export function addDerivedHandles(
  { code }: AuditedCode,
  transaction: Pick<Transaction, 'file' | 'start' | 'end'>,
  own: Iterable<string>,
): ReadonlySet<string> {
  const names = new Set(own);
  if (names.size === 0) return names;
  const declared = (
    code.syntaxOf(transaction.file)?.findAll({ rule: { kind: 'variable_declarator' } }) ?? []
  )
    .filter((node) => isWithin(node, transaction))
    .map((node) => ({
      names:
        node
          .field('name')
          ?.text()
          .match(/[\w$]+/gu) ?? [],
      value: node.field('value'),
    }));
  for (const { names: given, value } of declared) {
    if (value === null || isStatement(value) || !mentionsAnyName(value.text(), names)) continue;
    for (const name of given) names.add(name);
  }
  return names;
}

/** True if the value is the result of a statement, which is a row and carries no transaction. */
function isStatement(value: SgNode): boolean {
  const call = value.kind() === 'await_expression' ? value.child(1) : value;
  return value.kind() === 'await_expression' && call?.kind() === 'call_expression';
}

function isWithin(node: SgNode, transaction: Pick<Transaction, 'start' | 'end'>): boolean {
  const { start, end } = node.range();
  return transaction.start <= start.index && end.index <= transaction.end;
}

/** True if a text contains one of the names. */
export function mentionsAnyName(text: string, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  for (const word of text.match(/[\w$]+/gu) ?? []) if (names.has(word)) return true;
  return false;
}

/** True if a call, its receiver or the rest of its chain contains one of the names. */
export function receivesHandle(site: CallSite, node: SgNode, names: ReadonlySet<string>): boolean {
  if (mentionsAnyName(`${site.raw.callee} ${site.raw.argumentText}`, names)) return true;
  let whole = node;
  for (let up = node.parent(); up !== null; up = up.parent()) {
    if (!['member_expression', 'call_expression'].includes(String(up.kind()))) break;
    // Follows only calls chained to it, not calls that take it as an argument.
    const of = up.field('object') ?? up.field('function');
    if (of?.id() !== whole.id()) break;
    whole = up;
  }
  return mentionsAnyName(whole.text(), names);
}
