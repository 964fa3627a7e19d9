import { around, type CallSite, once } from '../../../analysis/index.ts';
import {
  classifyExternalWork,
  type ExternalWorkKind,
} from '../../analysis/classify-work-outside-database.ts';
import { explainUnawaitedCall } from '../../analysis/deferred-or-unawaited-calls.ts';
import {
  createCallCandidate,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../analysis/find-syntax-node-of-call.ts';
import {
  findCallPath,
  listDirectCalls,
  listExecutedCalls,
} from '../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import {
  listTransactions,
  type Transaction,
} from '../../analysis/transactions/list-transactions.ts';
import type { AuditEvidence } from '../../document/audit-document.ts';
import type { AuditedCode, CallCandidate } from '../../rule.ts';

/** Steps down that are followed; a file that is read far down is mostly read once. */
const DEEPEST: Readonly<Record<ExternalWorkKind, number>> = {
  service: 4,
  process: 4,
  sleep: 4,
  file: 1,
};

/** Work outside the database that runs while a transaction is open. */
export interface ExternalWorkInTransaction extends CallCandidate {
  readonly kind: ExternalWorkKind;
  readonly transaction: Transaction;
  /** Calls from the call in the transaction down to the work; empty if that call does it itself. */
  readonly way: readonly CallSite[];
}

/** Yields each call of a transaction that is work of these kinds or leads to it. */
export function* findExternalWork(
  audited: AuditedCode,
  kinds: readonly ExternalWorkKind[],
): Generator<ExternalWorkInTransaction> {
  const seen = new Set<string>();
  for (const transaction of listTransactions(audited)) {
    const opened = new Set<number>();
    for (const at of listDirectCalls(audited, transaction)) {
      // Reads and writes of a file are reported where the file is opened.
      if (opened.has(madeIn(audited, at, transaction.file))) continue;
      if (/(?:^|\.)open$/u.test(at.call.callee)) opened.add(at.call.line);
      const key = `${transaction.file}:${at.raw.start}`;
      if (seen.has(key)) continue;
      const found = resolveExternalWork(audited, at, kinds);
      if (found === null) continue;
      seen.add(key);
      const last = found.way.at(-1) ?? at;
      yield {
        ...createCallCandidate(at, last.call.callee, transaction.file),
        ...found,
        transaction,
      };
    }
  }
}

/** Returns the line creating a read or write's object; 0 for other calls and unknown objects. */
function madeIn({ code }: AuditedCode, { call }: CallSite, file: string): number {
  const name = /^(\w+)\.(?:read|write)\w*$/u.exec(call.callee)?.[1];
  if (name === undefined) return 0;
  const made = code
    .variablesOf(file)
    .findLast((variable) => variable.name === name && variable.line <= call.line);
  return made?.line ?? 0;
}

/** Returns a call's work outside the database, its own or its callees'; null: none. */
export function resolveExternalWork(
  audited: AuditedCode,
  at: CallSite,
  kinds: readonly ExternalWorkKind[],
): Pick<ExternalWorkInTransaction, 'kind' | 'way'> | null {
  const own = classifyExternalWork(audited, at);
  if (own !== null) return kinds.includes(own) ? { kind: own, way: [] } : null;
  for (const kind of kinds) {
    const way = findCallPath(audited.code, at, DEEPEST[kind], (index) =>
      outsideIn(audited, index, kind),
    );
    if (way !== null) return { kind, way };
  }
  return null;
}

const known = once((_: AuditedCode) => new Map<string, CallSite | null>());

/** The first call of a function that is of a kind, and that it waits for. */
function outsideIn(audited: AuditedCode, index: number, kind: ExternalWorkKind): CallSite | null {
  const all = known(audited);
  const key = `${kind} ${index}`;
  const kept = all.get(key);
  if (kept !== undefined) return kept;
  const found =
    listExecutedCalls(audited.code, index).find(
      (site) =>
        classifyExternalWork(audited, site) === kind &&
        whyBelow(audited, site, kind) === null &&
        !(kind === 'sleep' && isBeforeRetry(audited, site)),
    ) ?? null;
  all.set(key, found);
  return found;
}

/** True for a sleep in an error handler, not part of the normal work below a transaction. */
function isBeforeRetry(audited: AuditedCode, site: CallSite): boolean {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  if (node === null) return false;
  return [...around(node)].some((ancestor) =>
    /^(?:catch|except)_clause$/u.test(String(ancestor.kind())),
  );
}

/** Returns why a call does not keep its transaction open, or null if it does. */
export function explainHarmlessWork(
  found: ExternalWorkInTransaction,
  audited: AuditedCode,
): string | null {
  for (const site of [found.site, ...found.way]) {
    const why = whyBelow(audited, site, found.kind);
    if (why !== null) return why;
  }
  return null;
}

function whyBelow(audited: AuditedCode, site: CallSite, kind: ExternalWorkKind): string | null {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  if (node === null) return 'the file cannot be parsed';
  const python = isPythonFunction(audited, site.function);
  return !python && isSync(site, kind) ? null : explainUnawaitedCall(node, python);
}

/** True for synchronous file and process calls, which block without an await. */
function isSync(site: CallSite, kind: ExternalWorkKind): boolean {
  return (kind === 'file' || kind === 'process') && /Sync$/u.test(site.call.callee);
}

/** Returns, as evidence, where the transaction begins and what its call leads to. */
export function collectTransactionEvidence(
  { transaction, way, site }: ExternalWorkInTransaction,
  audited: AuditedCode,
): readonly AuditEvidence[] {
  const { file, beginLine, begun } = transaction;
  const begin = { file, line: beginLine, text: `${begun} opens the transaction` };
  const below = way.at(-1);
  if (below === undefined) return [begin];
  const there = audited.code.facts.functions[below.function]?.file ?? '';
  const text = `${formatFunctionName(audited, below.function)}, reached through ${site.call.callee}, calls ${below.call.callee}`;
  return [begin, { file: there, line: below.call.line, text }];
}
