import { type CallSite, once } from '../../../analysis/index.ts';
import {
  createCallCandidate,
  findCallNode,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import {
  classifyExternalWork,
  type ExternalWorkKind,
} from '../../analysis/classify-work-outside-database.ts';
import {
  explainUnawaitedCall,
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

export interface ExternalWorkInTransaction extends CallCandidate {
  readonly kind: ExternalWorkKind;
  readonly transaction: Transaction;
  /** Calls from the call in the transaction down to the work; empty if that call does it itself. */
  readonly way: readonly CallSite[];
}

export function* findExternalWork(
  audited: AuditedCode,
  kinds: readonly ExternalWorkKind[],
): Generator<ExternalWorkInTransaction> {
  for (const transaction of listTransactions(audited)) {
    for (const site of listDirectCalls(audited, transaction)) {
      const found = resolveExternalWork(audited, site, kinds);
      if (found === null) continue;
      const { callee } = (found.way.at(-1) ?? site).call;
      yield { ...createCallCandidate(audited, site, callee), ...found, transaction };
    }
  }
}

/** Returns a call's work outside the database, its own or its callees'; null: none. */
function resolveExternalWork(
  audited: AuditedCode,
  site: CallSite,
  kinds: readonly ExternalWorkKind[],
): Pick<ExternalWorkInTransaction, 'kind' | 'way'> | null {
  const own = classifyExternalWork(audited, site);
  if (own !== null) return kinds.includes(own) ? { kind: own, way: [] } : null;
  for (const kind of kinds) {
    const way = findCallPath(audited.code, site, DEEPEST[kind], (index) =>
      findAwaitedWork(audited, index, kind),
    );
    if (way !== null) return { kind, way };
  }
  return null;
}

const known = once((_: AuditedCode) => new Map<string, CallSite | null>());

function findAwaitedWork(
  audited: AuditedCode,
  index: number,
  kind: ExternalWorkKind,
): CallSite | null {
  const key = `${kind} ${index}`;
  const cached = known(audited).get(key);
  if (cached !== undefined) return cached;
  const found =
    listExecutedCalls(audited.code, index).find(
      (site) =>
        classifyExternalWork(audited, site) === kind && explainDeferredCall(audited, site) === null,
    ) ?? null;
  known(audited).set(key, found);
  return found;
}

/** Returns why a call does not keep its transaction open, or null if it does. */
export function explainHarmlessWork(
  { site, way }: ExternalWorkInTransaction,
  audited: AuditedCode,
): string | null {
  for (const step of [site, ...way]) {
    const why = explainDeferredCall(audited, step);
    if (why !== null) return why;
  }
  return null;
}

function explainDeferredCall(audited: AuditedCode, site: CallSite): string | null {
  // Synchronous calls of Node.js block without an await.
  if (/Sync$/u.test(site.call.callee)) return null;
  const node = findCallNode(audited, site);
  if (node === null) return 'the file cannot be parsed';
  return explainUnawaitedCall(node, isPythonFunction(audited, site.function));
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
  const text = `${formatFunctionName(audited, below.function)}, reached through ${site.call.callee}, calls ${below.call.callee}`;
  return [begin, { file: audited.code.fileOf(below.function), line: below.call.line, text }];
}
