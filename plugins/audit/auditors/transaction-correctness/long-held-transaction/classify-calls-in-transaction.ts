import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite, type Language, languageIn } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { listDirectCalls } from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import type { Transaction } from '../../../analysis/transactions/list-transactions.ts';
import {
  isDatabaseWrite,
  readReceiver,
} from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import {
  findTransactionHandles,
  mentionsAnyName,
} from '../../../analysis/transactions/variables-holding-transaction.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Nodes that give names a value, and the fields that they have them in. */
const BINDINGS: Readonly<Record<Language, readonly (readonly [string, string, string])[]>> = {
  python: [
    ['assignment', 'left', 'right'],
    ['for_statement', 'left', 'right'],
    ['for_in_clause', 'left', 'right'],
  ],
  script: [
    ['variable_declarator', 'name', 'value'],
    ['assignment_expression', 'left', 'right'],
    ['for_in_statement', 'left', 'right'],
  ],
};
/** Rounds in which names that hang on each other are found. */
const ROUNDS = 4;
/** Calls that take no time: access to collections, messages, creation of objects. */
const CHEAP =
  /(?:^|\.)(?:get|set|has|add|push|append|extend|update|pop|keys|values|entries|items|join|includes|concat|slice|len|str|int|print|toString|trim|from|of|info|debug|warn|warning|error|log|exception)$|(?:^|\.)(?:Error|[A-Z]\w*)$|^new /u;
/** Names of calls that read; `isDatabaseWrite` recognizes writes. */
const STATEMENT =
  /\.objects\b|\.(?:execute|executemany|scalars?|query|exec|refresh|refresh_from_db|flush|save)$/u;
const CONDITIONS: ReadonlySet<unknown> = new Set([
  'if_statement',
  'elif_clause',
  'ternary_expression',
]);

/** Contents of a long transaction. */
export interface TransactionContent {
  /** Number of calls that send something to the database. */
  readonly statements: number;
  /** Calls that depend on nothing the transaction reads, and could precede it. */
  readonly preparations: readonly CallSite[];
}

/** Separates the statements of a transaction from other work in it. */
export function classifyTransactionContent(
  audited: AuditedCode,
  transaction: Transaction,
): TransactionContent {
  const given =
    languageIn(transaction.file) === 'python' ? null : findTransactionHandles(audited, transaction);
  const own = given ?? new Set([readReceiver(transaction.begun).replace(/^.*\./u, '')]);
  const sites = listDirectCalls(audited, transaction);
  const isStatement = (site: CallSite): boolean =>
    mentionsAnyName(`${site.raw.callee} ${site.raw.argumentText}`, own) || isOfDatabase(site);
  const read = readNames(audited, transaction, own, sites.filter(isOfDatabase));
  const known = new Set([...own, ...read]);
  const preparations = sites.filter(
    (site) =>
      !isStatement(site) &&
      isFree(site, known) &&
      isUnconditional(audited, transaction, site, known),
  );
  return { statements: sites.filter(isStatement).length, preparations };
}

function isOfDatabase(site: CallSite): boolean {
  return site.call.type === 'I/O-DB' || isDatabaseWrite(site) || STATEMENT.test(site.call.callee);
}

function isFree({ call, raw }: CallSite, known: ReadonlySet<string>): boolean {
  if (call.isAwaited || CHEAP.test(call.callee) || /^\(\s*\)$/u.test(raw.argumentText))
    return false;
  return !mentionsAnyName(`${raw.callee} ${raw.argumentText}`, known);
}

/** True if the call runs whatever the transaction reads, not for an error or a response. */
function isUnconditional(
  audited: AuditedCode,
  transaction: Transaction,
  site: CallSite,
  known: ReadonlySet<string>,
): boolean {
  const node = findCallNode(audited, { file: transaction.file, site });
  if (node === null) return false;
  for (const outer of around(node)) {
    if (outer.range().start.index < transaction.start) break;
    const kind = String(outer.kind());
    if (/^(?:throw|raise|await|with_clause)/u.test(kind)) return false;
    if (CONDITIONS.has(kind) && mentionsAnyName(outer.field('condition')?.text() ?? '', known))
      return false;
    // A loop over rows that were read repeats the call for each of them.
    if (/^for_/u.test(kind) && mentionsAnyName(outer.field('right')?.text() ?? '', known))
      return false;
    // An argument of a statement is part of it.
    const isCall = kind === 'call' || kind === 'call_expression';
    if (isCall && mentionsAnyName(outer.text(), known)) return false;
  }
  return true;
}

/** Returns names of values that the transaction read, or that derive from them. */
function readNames(
  { code }: AuditedCode,
  transaction: Transaction,
  own: ReadonlySet<string>,
  reads: readonly CallSite[],
): ReadonlySet<string> {
  const root = code.syntaxOf(transaction.file);
  const names = new Set(own);
  if (root === null) return names;
  const bound = BINDINGS[languageIn(transaction.file)].flatMap(([kind, left, right]) =>
    root
      .findAll({ rule: { kind } })
      .filter((node) => isWithin(node, transaction))
      .map((node) => ({ left: node.field(left)?.text() ?? '', right: node.field(right) })),
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { left, right } of bound) {
      if (right === null || !(isRead(right, reads) || mentionsAnyName(right.text(), names)))
        continue;
      for (const name of left.match(/[\w$]+/gu) ?? []) names.add(name);
    }
  }
  return names;
}

function isRead(value: SgNode, reads: readonly CallSite[]): boolean {
  if (/^await/u.test(String(value.kind()))) return true;
  const { start, end } = value.range();
  return reads.some(({ raw }) => start.index <= raw.start && raw.end <= end.index);
}

function isWithin(node: SgNode, transaction: Transaction): boolean {
  const { start, end } = node.range();
  return transaction.start <= start.index && end.index <= transaction.end;
}
