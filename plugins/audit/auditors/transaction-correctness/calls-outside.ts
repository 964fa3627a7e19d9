import type { AuditEvidence, CallSite } from 'perf-harness';
import { candidateOf, functionName, isPython } from '../../look/calls.ts';
import { callsInside } from '../../look/calls-in-transaction.ts';
import { nodeOf } from '../../look/nodes.ts';
import { type OutsideKind, outsideKind } from '../../look/outside-calls.ts';
import { whyLater } from '../../look/run-later.ts';
import { type Transaction, transactionsOf } from '../../look/transactions.ts';
import type { AuditedCode, CallCandidate } from '../../rule.ts';

/** Something of another kind than the database that runs while a transaction is open. */
export interface OutsideCandidate extends CallCandidate {
  readonly kind: OutsideKind;
  readonly transaction: Transaction;
  /** What does it, where the call in the transaction only leads to it. */
  readonly below: CallSite | null;
}

/** Each call of a transaction that is, or leads by one step to, something of these kinds. */
export function* outsideCalls(
  audited: AuditedCode,
  kinds: readonly OutsideKind[],
): Generator<OutsideCandidate> {
  const seen = new Set<string>();
  for (const transaction of transactionsOf(audited)) {
    for (const { site, through } of callsInside(audited, transaction)) {
      const kind = outsideKind(audited, site);
      if (kind === null || !kinds.includes(kind)) continue;
      const at = through ?? site;
      const key = `${transaction.file}:${at.raw.start}`;
      if (seen.has(key) || (through !== null && outsideKind(audited, through) !== null)) continue;
      seen.add(key);
      const found = candidateOf(at, site.call.callee, transaction.file);
      yield { ...found, kind, transaction, below: through === null ? null : site };
    }
  }
}

/** Why a call does not hold its transaction; null: it does. */
export function whyOutside(found: OutsideCandidate, audited: AuditedCode): string | null {
  const inner = found.below;
  const places = inner === null ? [found] : [found, candidateBelow(inner, audited)];
  for (const place of places) {
    const node = nodeOf(audited, place);
    if (node === null) return 'its file cannot be parsed';
    const python = isPython(audited, place.site.function);
    if (!python && isSync(place, found)) continue;
    const why = whyLater(node, python);
    if (why !== null) return why;
  }
  return null;
}

/** Files that are read at once need no waiting for. */
function isSync({ site }: CallCandidate, { kind }: OutsideCandidate): boolean {
  return kind === 'file' && /Sync$/u.test(site.call.callee);
}

function candidateBelow(site: CallSite, audited: AuditedCode): CallCandidate {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  return candidateOf(site, site.call.callee, file);
}

/** Where the transaction begins, and what is reached through a call. */
export function placesOf(
  { transaction, below, site }: OutsideCandidate,
  audited: AuditedCode,
): readonly AuditEvidence[] {
  const { file, beginLine, begun } = transaction;
  const begin = { file, line: beginLine, text: `${begun} opens the transaction` };
  if (below === null) return [begin];
  const there = audited.code.facts.functions[below.function]?.file ?? '';
  const text = `${functionName(audited, below.function)}, which ${site.call.callee} leads to, calls ${below.call.callee}`;
  return [begin, { file: there, line: below.call.line, text }];
}
