import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite, isFunction } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import {
  findBegunTransaction,
  isCommitOn,
} from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';

/** Return in TypeScript or JavaScript between a begin and its commit that ends no transaction. */
export interface OpenReturn extends Candidate {
  readonly by: 'return';
  readonly function: number;
  readonly begun: string;
  readonly beginLine: number;
}

/** Names of calls that end a transaction. */
const ENDS = /rollback|abort|kill|commit/iu;
/** Payload: a transaction that hangs on the request. */
const INIT = /(?:^|\.)initTransaction$/u;
const COMMIT = /(?:^|\.)commitTransaction$/u;

/** Yields exits of a function that leave its transaction open. */
export function* findOpenReturns(audited: AuditedCode): Generator<OpenReturn> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (isPythonFunction(audited, index)) continue;
    const sites = code.callsOf(index);
    const begin = sites.find(
      (site) => INIT.test(site.call.callee) || findBegunTransaction(site) !== null,
    );
    const commit = begin === undefined ? undefined : lastCommit(sites, begin);
    if (begin === undefined || commit === undefined) continue;
    const scope = findFunctionNode(audited, index);
    for (const node of scope === null ? [] : returnsIn(scope)) {
      const at = node.range().start.index;
      if (
        at < begin.raw.end ||
        at > commit.raw.start ||
        isEnded(audited, file, node, sites, begin)
      ) {
        continue;
      }
      const line = node.range().start.line + 1;
      const begun = { begun: begin.call.callee, beginLine: begin.call.line };
      yield { by: 'return', file, line, endLine: line, function: index, ...begun };
    }
  }
}

function lastCommit(sites: readonly CallSite[], begin: CallSite): CallSite | undefined {
  const handles = findBegunTransaction(begin)?.handles ?? [];
  return sites.findLast(
    (site) =>
      site.raw.start > begin.raw.start &&
      (isCommitOn(site, handles) || COMMIT.test(site.call.callee)),
  );
}

/** Returns the `return` statements of a function, without those of nested functions. */
function returnsIn(scope: SgNode): readonly SgNode[] {
  return scope.findAll({ rule: { kind: 'return_statement' } }).filter((node) => {
    const holder = [...around(node)].at(-1)?.parent() ?? null;
    return holder !== null && isFunction(holder) && holder.id() === scope.id();
  });
}

/** True if a call ends the transaction before a return, in it, or in a `finally` around it. */
function isEnded(
  audited: AuditedCode,
  file: string,
  node: SgNode,
  sites: readonly CallSite[],
  begin: CallSite,
): boolean {
  const outer = [...around(node)];
  const isFinal = outer.some(
    (ancestor) =>
      ancestor.kind() === 'try_statement' && ENDS.test(ancestor.field('finalizer')?.text() ?? ''),
  );
  if (isFinal || ENDS.test(node.text())) return true;
  const blocks = new Set(
    outer
      .filter((ancestor) => ancestor.kind() === 'statement_block')
      .map((ancestor) => ancestor.id()),
  );
  // The begin may be in a branch that does not contain the return.
  const own = findCallNode(audited, { file, site: begin });
  const first = own === null ? undefined : blockOf(own);
  if (first === undefined || !blocks.has(first.id())) return true;
  return sites.some((site) => {
    if (site.raw.start < begin.raw.end || site.raw.end > node.range().start.index) return false;
    if (!ENDS.test(`${site.call.callee} ${site.raw.argumentText.slice(0, 40)}`)) return false;
    const call = findCallNode(audited, { file, site });
    const block = call === null ? undefined : blockOf(call);
    if (block === undefined) return false;
    if (blocks.has(block.id())) return true;
    // `if (isOwn) { await commit(); }`, and on.
    const above = blockOf(block);
    return above !== undefined && blocks.has(above.id()) && !leaves(block);
  });
}

function blockOf(node: SgNode): SgNode | undefined {
  return [...around(node)].find((ancestor) => ancestor.kind() === 'statement_block');
}

function leaves(block: SgNode): boolean {
  return block
    .children()
    .some((child) => child.kind() === 'return_statement' || child.kind() === 'throw_statement');
}
