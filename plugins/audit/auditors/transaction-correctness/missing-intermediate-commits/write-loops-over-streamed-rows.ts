import type { SgNode } from '@ast-grep/napi';
import { type CallSite, type Language, once, valueAt } from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import {
  findSyntaxCandidates,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import {
  findCallPath,
  listExecutedCalls,
} from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import {
  isDatabaseWrite,
  isTransactionBlock,
} from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';

/** Loop over rows streamed because too many to load, with writes in one transaction. */
export interface StreamedLoop extends Candidate {
  readonly by: 'stream';
  readonly function: number;
  readonly over: string;
  readonly loopLine: number;
  readonly write: CallSite;
}

/** Methods that return rows as they arrive, as the last calls of an expression. */
const STREAMS = /\.(?:stream|stream_scalars|yield_per|iterator|partitions|cursor|queryStream)$/u;
const MENTIONS =
  /\.\s*(?:stream|stream_scalars|yield_per|iterator|partitions|cursor|queryStream)\b/u;
/** Methods of project repositories that write many rows at once. */
const BULK =
  /\.(?:insert_batch|batch_insert|bulk_insert|bulk_create|bulk_update|bulk_upsert|insert_many|upsert_many)$/u;
const SESSIONS =
  /(?:^|\.)(?:(?:Async)?Session(?:Local|Maker|Factory)?|(?:get_)?(?:async_|db_)*session_?(?:maker|local|factory|context|scope)?)$/u;
const COMMITS = /\.(?:commit|commitTransaction)$/u;
/** Steps down that are followed, to a write or to a commit. */
const DEEPEST = 3;

/** Loops over streamed rows. */
export const STREAMED_LOOP_SEARCHES: readonly SyntaxSearch[] = [
  searchFor('python', 'for_statement'),
  searchFor('script', 'for_in_statement'),
];

function searchFor(language: Language, kind: string): SyntaxSearch {
  return {
    id: `streamed-loops-in-${language}`,
    language,
    mentions: MENTIONS,
    rule: { kind },
    isMeant: (node) => {
      const over = node.field('right');
      return over !== null && isStreamed(over, language);
    },
  };
}

/** Returns all such loops (T652-05 requires triggers; these risk time limits and locks without). */
export const listStreamedLoops = once((audited: AuditedCode): readonly StreamedLoop[] => [
  ...findLoops(audited),
]);

function* findLoops(audited: AuditedCode): Generator<StreamedLoop> {
  for (const search of STREAMED_LOOP_SEARCHES) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const over = found.node.field('right');
      const body = found.node.field('body');
      if (over === null || body === null) continue;
      const loop = { ...found, over: over.text().replace(/\s+/gu, ' ').slice(0, 60) };
      const candidate = inLoop(audited, loop, body);
      if (candidate !== null) yield candidate;
    }
  }
}

function inLoop(
  audited: AuditedCode,
  { file, line, over, node }: Candidate & { readonly over: string; readonly node: SgNode },
  body: SgNode,
): StreamedLoop | null {
  const { start, end } = body.range();
  const index = findEnclosingFunction(audited, file, node.range().start.index);
  const inside = listExecutedCalls(audited.code, index).filter(
    ({ raw }) => start.index <= raw.start && raw.end <= end.index,
  );
  if (inside.some((site) => ends(audited, site))) return null;
  const isOpen =
    (isPythonFunction(audited, index) && !/\.objects\b|\biterator\(/u.test(over)) ||
    findEnclosingTransaction(audited, file, start.index) !== null;
  const write = isOpen ? inside.find((site) => leadsToWrite(audited, site)) : undefined;
  if (write === undefined) return null;
  const place = { file, line: write.call.line, endLine: write.call.endLine, function: index };
  return { by: 'stream', ...place, over, loopLine: line, write };
}

function isStreamed(over: SgNode, language: Language): boolean {
  const value = over.kind() === 'identifier' ? valueAt(over, over.text(), language) : over;
  for (
    let at = unawaited(value);
    at !== null;
    at = unawaited(at.field('function')?.field('object') ?? null)
  ) {
    const callee = at.field('function')?.text();
    if (callee === undefined) return false;
    if (STREAMS.test(callee)) return true;
  }
  return false;
}

function unawaited(node: SgNode | null): SgNode | null {
  const isAwait = node?.kind() === 'await' || node?.kind() === 'await_expression';
  return isAwait ? (node?.child(1) ?? null) : node;
}

/** True if a call ends the transaction of an iteration, or gives the iteration one of its own. */
function ends(audited: AuditedCode, site: CallSite): boolean {
  const isEnd = ({ call }: CallSite): boolean =>
    COMMITS.test(call.callee) || isTransactionBlock(call.callee) || SESSIONS.test(call.callee);
  return isEnd(site) || findCallPath(audited.code, site, DEEPEST, firstOf(audited, isEnd)) !== null;
}

function leadsToWrite(audited: AuditedCode, site: CallSite): boolean {
  const isOne = (callSite: CallSite): boolean =>
    isDatabaseWrite(callSite) || BULK.test(callSite.call.callee);
  return isOne(site) || findCallPath(audited.code, site, DEEPEST, firstOf(audited, isOne)) !== null;
}

function firstOf({ code }: AuditedCode, isWanted: (site: CallSite) => boolean) {
  return (index: number): CallSite | null => listExecutedCalls(code, index).find(isWanted) ?? null;
}
