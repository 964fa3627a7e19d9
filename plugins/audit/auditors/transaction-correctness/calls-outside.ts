import { around, type CallSite, once } from '../../../analysis/index.ts';
import type { AuditEvidence } from '../../document/audit-document.ts';
import { candidateOf, functionName, isPython } from '../../look/calls.ts';
import { nodeOf } from '../../look/nodes.ts';
import { type OutsideKind, outsideKind } from '../../look/outside-calls.ts';
import { whyLater } from '../../look/run-later.ts';
import { callsMadeBy, directCalls, wayDown } from '../../look/transactions/calls-in-transaction.ts';
import { type Transaction, transactionsOf } from '../../look/transactions/transactions.ts';
import type { AuditedCode, CallCandidate } from '../../rule.ts';

/** Steps down that are followed; a file that is read far down is mostly read once. */
const DEEPEST: Readonly<Record<OutsideKind, number>> = {
  service: 4,
  process: 4,
  sleep: 4,
  file: 1,
};

/** Something of another kind than the database that runs while a transaction is open. */
export interface OutsideCandidate extends CallCandidate {
  readonly kind: OutsideKind;
  readonly transaction: Transaction;
  /** The calls from the one in the transaction down to what does it; empty: it does so itself. */
  readonly way: readonly CallSite[];
}

/** Each call of a transaction that is, or leads down to, something of these kinds. */
export function* outsideCalls(
  audited: AuditedCode,
  kinds: readonly OutsideKind[],
): Generator<OutsideCandidate> {
  const seen = new Set<string>();
  for (const transaction of transactionsOf(audited)) {
    const opened = new Set<number>();
    for (const at of directCalls(audited, transaction)) {
      // Reads and writes of a file are reported where the file is opened.
      if (opened.has(madeIn(audited, at, transaction.file))) continue;
      if (/(?:^|\.)open$/u.test(at.call.callee)) opened.add(at.call.line);
      const key = `${transaction.file}:${at.raw.start}`;
      if (seen.has(key)) continue;
      const found = outsideOf(audited, at, kinds);
      if (found === null) continue;
      seen.add(key);
      const last = found.way.at(-1) ?? at;
      yield { ...candidateOf(at, last.call.callee, transaction.file), ...found, transaction };
    }
  }
}

/** Line in which the object of a read or a write was made; 0: it is none, or nobody knows. */
function madeIn({ code }: AuditedCode, { call }: CallSite, file: string): number {
  const name = /^(\w+)\.(?:read|write)\w*$/u.exec(call.callee)?.[1];
  if (name === undefined) return 0;
  const made = code
    .variablesOf(file)
    .findLast((variable) => variable.name === name && variable.line <= call.line);
  return made?.line ?? 0;
}

/**
 * Returns the work outside the database that a call does, itself or through its callees; null:
 * none.
 */
export function outsideOf(
  audited: AuditedCode,
  at: CallSite,
  kinds: readonly OutsideKind[],
): Pick<OutsideCandidate, 'kind' | 'way'> | null {
  const own = outsideKind(audited, at);
  if (own !== null) return kinds.includes(own) ? { kind: own, way: [] } : null;
  for (const kind of kinds) {
    const way = wayDown(audited.code, at, DEEPEST[kind], (index) =>
      outsideIn(audited, index, kind),
    );
    if (way !== null) return { kind, way };
  }
  return null;
}

const known = once((_: AuditedCode) => new Map<string, CallSite | null>());

/** The first call of a function that is of a kind, and that it waits for. */
function outsideIn(audited: AuditedCode, index: number, kind: OutsideKind): CallSite | null {
  const all = known(audited);
  const key = `${kind} ${index}`;
  const kept = all.get(key);
  if (kept !== undefined) return kept;
  const found =
    callsMadeBy(audited.code, index).find(
      (site) =>
        outsideKind(audited, site) === kind &&
        whyBelow(audited, site, kind) === null &&
        !(kind === 'sleep' && isBeforeRetry(audited, site)),
    ) ?? null;
  all.set(key, found);
  return found;
}

/** Below a transaction, what sleeps where something failed is no part of what it does otherwise. */
function isBeforeRetry(audited: AuditedCode, site: CallSite): boolean {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = nodeOf(audited, { file, site });
  if (node === null) return false;
  return [...around(node)].some((ancestor) =>
    /^(?:catch|except)_clause$/u.test(String(ancestor.kind())),
  );
}

/** Why a call does not hold its transaction; null: it does. */
export function whyOutside(found: OutsideCandidate, audited: AuditedCode): string | null {
  for (const site of [found.site, ...found.way]) {
    const why = whyBelow(audited, site, found.kind);
    if (why !== null) return why;
  }
  return null;
}

function whyBelow(audited: AuditedCode, site: CallSite, kind: OutsideKind): string | null {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = nodeOf(audited, { file, site });
  if (node === null) return 'its file cannot be parsed';
  const python = isPython(audited, site.function);
  return !python && isSync(site, kind) ? null : whyLater(node, python);
}

/** Files that are read at once need no waiting for. */
function isSync(site: CallSite, kind: OutsideKind): boolean {
  return (kind === 'file' || kind === 'process') && /Sync$/u.test(site.call.callee);
}

/** Returns, as evidence, where the transaction begins and what its call leads to. */
export function placesOf(
  { transaction, way, site }: OutsideCandidate,
  audited: AuditedCode,
): readonly AuditEvidence[] {
  const { file, beginLine, begun } = transaction;
  const begin = { file, line: beginLine, text: `${begun} opens the transaction` };
  const below = way.at(-1);
  if (below === undefined) return [begin];
  const there = audited.code.facts.functions[below.function]?.file ?? '';
  const text = `${functionName(audited, below.function)}, which ${site.call.callee} leads to, calls ${below.call.callee}`;
  return [begin, { file: there, line: below.call.line, text }];
}
