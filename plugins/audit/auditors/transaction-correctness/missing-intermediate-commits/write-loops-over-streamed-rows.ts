import type { SgNode } from '@ast-grep/napi';
import { type CallSite, type Language, once, valueAt } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
  truncateNodeText,
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

/** Methods that return rows as they arrive. */
const STREAMS =
  /\.\s*(?:stream|stream_scalars|yield_per|iterator|partitions|cursor|queryStream)\s*\(/u;
/** Methods of project repositories that write many rows at once. */
const WRITES_MANY = /\.(?:bulk_\w+|insert_batch|batch_insert|insert_many|upsert_many)$/u;
/** Calls that end the transaction of an iteration, or give the iteration a session of its own. */
const ENDS =
  /\.(?:commit|commitTransaction)$|(?:^|\.)(?:Async)?Session\w*$|session_?(?:maker|local|factory|scope|context)$/u;
/** Steps down that are followed, to a write or to a commit. */
const DEEPEST = 3;

export const STREAMED_LOOP_SEARCHES: readonly SyntaxSearch[] = [
  searchFor('python', 'for_statement'),
  searchFor('script', 'for_in_statement'),
];

function searchFor(language: Language, kind: string): SyntaxSearch {
  return {
    id: `streamed-loops-in-${language}`,
    language,
    mentions: STREAMS,
    rule: { kind },
    isMeant: (node) => {
      const over = node.field('right');
      const value = over?.kind() === 'identifier' ? valueAt(over, over.text(), language) : over;
      return STREAMS.test(value?.text() ?? '');
    },
  };
}

/** Returns all such loops (T652-05 requires triggers; these risk time limits and locks without). */
export const listStreamedLoops = once((audited: AuditedCode): readonly StreamedLoop[] =>
  STREAMED_LOOP_SEARCHES.flatMap((search) =>
    [...findSyntaxCandidates(audited, search)].flatMap((found) => findWrite(audited, found) ?? []),
  ),
);

function findWrite(
  audited: AuditedCode,
  { file, line, node, index }: SyntaxCandidate,
): StreamedLoop | null {
  const over = node.field('right');
  const body = node.field('body')?.range();
  if (over === null || body === undefined) return null;
  const inside = listExecutedCalls(audited.code, index).filter(
    ({ raw }) => body.start.index <= raw.start && raw.end <= body.end.index,
  );
  if (inside.some((site) => leadsTo(audited, site, isEnd))) return null;
  const isOpen =
    (isPythonFunction(audited, index) && !isDjangoQuery(over)) ||
    findEnclosingTransaction(audited, file, body.start.index) !== null;
  const write = isOpen ? inside.find((site) => leadsTo(audited, site, isWrite)) : undefined;
  if (write === undefined) return null;
  const place = { file, line: write.call.line, endLine: write.call.endLine, function: index };
  return { by: 'stream', ...place, over: truncateNodeText(over), loopLine: line, write };
}

/** True for a Django query, which opens no transaction by itself. */
function isDjangoQuery(over: SgNode): boolean {
  return /\.objects\b|\biterator\(/u.test(over.text());
}

function isEnd({ call }: CallSite): boolean {
  return ENDS.test(call.callee) || isTransactionBlock(call.callee);
}

function isWrite(site: CallSite): boolean {
  return isDatabaseWrite(site) || WRITES_MANY.test(site.call.callee);
}

/** True if a call matches or reaches a match through functions of the project. */
function leadsTo(
  { code }: AuditedCode,
  site: CallSite,
  matches: (site: CallSite) => boolean,
): boolean {
  const findMatch = (index: number) => listExecutedCalls(code, index).find(matches) ?? null;
  return matches(site) || findCallPath(code, site, DEEPEST, findMatch) !== null;
}
