import { type CallSite, once } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { findCallNode, isPythonFunction } from '../calls-and-functions.ts';
import {
  findBegunTransaction,
  isCommitOn,
  isImmediateWrite,
  isTransactionBlock,
  readReceiver,
  takesTransactionCallback,
} from './recognize-transaction-and-write-calls.ts';

/** A part of a function in which a transaction is open. */
export interface Transaction {
  readonly file: string;
  /** Index of the function whose calls are in the transaction. */
  readonly function: number;
  /**
   * `block`: `with session.begin()`. `callback`: a function passed to `transaction`. `decorator`: a
   * whole function. `explicit`: from a begin to its commit. `autobegun`: from the first write of a
   * session to its commit.
   */
  readonly kind: 'block' | 'callback' | 'decorator' | 'explicit' | 'autobegun';
  readonly begun: string;
  readonly beginLine: number;
  /** First and last line that are inside. */
  readonly line: number;
  readonly endLine: number;
  /** Offsets into the file. */
  readonly start: number;
  readonly end: number;
}

/** Lists a project's transactions visible within one function; of nested blocks, the outermost. */
export const listTransactions = once(findTransactions);

/** Returns the transaction around an offset in a file, or null if none is visible. */
export function findEnclosingTransaction(
  audited: AuditedCode,
  file: string,
  offset: number,
): Transaction | null {
  const around = listTransactions(audited).filter(
    (transaction) =>
      transaction.file === file && transaction.start <= offset && offset < transaction.end,
  );
  return around[0] ?? null;
}

function findTransactions(audited: AuditedCode): readonly Transaction[] {
  const { functions } = audited.code.facts;
  const all = functions.flatMap((_, index) => [
    ...marked(audited, index),
    ...audited.code.callsOf(index).flatMap((site) => opened(audited, site)),
    ...explicit(audited, index),
  ]);
  return [...outermost(all), ...functions.flatMap((_, index) => autobegun(audited, index))];
}

/** Removes nested transactions, since a savepoint is not a transaction of its own. */
function outermost(all: readonly Transaction[]): readonly Transaction[] {
  const byFile = Map.groupBy(all, ({ file }) => file);
  return all.filter(
    (transaction) =>
      byFile
        .get(transaction.file)
        ?.some(
          (other) =>
            other !== transaction &&
            other.start <= transaction.start &&
            transaction.end <= other.end &&
            (other.start !== transaction.start || other.end !== transaction.end),
        ) !== true,
  );
}

/** `@transaction.atomic`, `@Transactional()`. */
function marked({ code }: AuditedCode, index: number): readonly Transaction[] {
  const { decorators, start, end, line, endLine } = code.functionAt(index);
  const mark = decorators.find(({ name }) => /^(?:(?:\w+\.)*atomic|Transactional)$/u.test(name));
  const file = code.fileOf(index);
  if (mark === undefined) return [];
  const begun = `@${mark.name}`;
  const inside = { beginLine: mark.line, line: line + 1, endLine, start, end };
  return [{ file, function: index, kind: 'decorator', begun, ...inside }];
}

function opened(audited: AuditedCode, site: CallSite): readonly Transaction[] {
  const { code } = audited;
  const file = code.fileOf(site.function);
  const { callee, line } = site.call;
  if (isPythonFunction(audited, site.function)) {
    if (!isTransactionBlock(callee)) return [];
    const body = blockOf(audited, site);
    if (body === null) return [];
    const { start, end } = body;
    const inside = { line: start.line + 1, endLine: end.line + 1 };
    const where = { file, function: site.function, start: start.index, end: end.index };
    return [{ ...where, ...inside, kind: 'block', begun: `${callee}()`, beginLine: line }];
  }
  const count = site.raw.callbacks.length;
  if (count === 0 || !takesTransactionCallback(site)) return [];
  return site.call.targets.slice(-count).map((target): Transaction => {
    const { start, end, line: first, endLine } = code.functionAt(target);
    // The lines of a callback are those between its brackets.
    const inside = { line: first === endLine ? first : first + 1, endLine: endLine - 1 };
    const place = { file, function: target, start, end, ...inside };
    return { ...place, kind: 'callback', begun: callee, beginLine: line };
  });
}

/** The body of the `with` that a call heads. */
function blockOf(audited: AuditedCode, site: CallSite) {
  let at = findCallNode(audited, site)?.parent() ?? null;
  const HEADS = ['as_pattern', 'with_item', 'with_clause'];
  while (at !== null && HEADS.includes(String(at.kind()))) at = at.parent();
  return at?.kind() === 'with_statement' ? (at.field('body')?.range() ?? null) : null;
}

/** From a begin that is called to the first commit of the same after it. */
function explicit(audited: AuditedCode, index: number): readonly Transaction[] {
  const sites = audited.code.callsOf(index);
  return sites.flatMap((site) => {
    const begun = findBegunTransaction(site);
    if (begun === null) return [];
    const commit = sites.find(
      (callSite) => callSite.raw.start > site.raw.start && isCommitOn(callSite, begun.handles),
    );
    return commit === undefined
      ? []
      : [between(audited, site, commit, 'explicit', site.call.callee)];
  });
}

/** Returns transactions a SQLAlchemy session autobegins; locks start with the first write sent. */
function autobegun(audited: AuditedCode, index: number): readonly Transaction[] {
  if (!isPythonFunction(audited, index)) return [];
  const sites = audited.code.callsOf(index);
  const found: Transaction[] = [];
  let from: CallSite | null = null;
  for (const site of sites) {
    const receiver = readReceiver(site.call.callee);
    if (from === null && isImmediateWrite(site)) from = site;
    else if (from !== null && isCommitOn(site, [readReceiver(from.call.callee)])) {
      found.push(between(audited, from, site, 'autobegun', `${from.call.callee}()`));
      from = null;
    } else if (from !== null && /\.(?:rollback|close)$/u.test(site.call.callee)) {
      if (receiver === readReceiver(from.call.callee)) from = null;
    }
  }
  return found;
}

function between(
  { code }: AuditedCode,
  begin: CallSite,
  commit: CallSite,
  kind: Transaction['kind'],
  begun: string,
): Transaction {
  return {
    file: code.fileOf(begin.function),
    function: begin.function,
    kind,
    begun,
    beginLine: begin.call.line,
    line: begin.call.endLine + 1,
    endLine: commit.call.line - 1,
    start: begin.raw.end,
    end: commit.raw.start,
  };
}
