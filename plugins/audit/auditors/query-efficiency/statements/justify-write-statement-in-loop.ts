import type { SgNode } from '@ast-grep/napi';
import {
  around,
  isFunction,
  type Language,
  type Loop,
  languageIn,
  loopsAround,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { OWN_ERROR_HANDLING_NOTE } from '../batching-caveat-messages.ts';
import { listSiblingCalls } from './calls-in-same-iteration.ts';
import { explainSingleIteration } from './explain-statement-reached-in-single-iteration.ts';
import { isExternalServiceCall } from './external-service-call.ts';
import { isPerRowRetryLoop } from './is-per-row-retry-loop.ts';
import { isMultiRowStatement } from './multi-row-statement.ts';
import {
  findNarrowCondition,
  isAfterFailedLookup,
  isInErrorHandler,
} from './rarely-executed-statements.ts';
import { everyTargetOnlyAdds, onlyAddsToSession } from './session-add-only-calls.ts';
import type { WriteStatement } from './write-statement.ts';

/** Databases in the same process, which need no round trip. */
const IN_PROCESS = new Set(['better-sqlite3', 'node:sqlite', 'sqlite3', 'sqlite', 'bun:sqlite']);
const IN_PARTS =
  /chunk|batch|\bpages?\b|paginate|^range\(\s*\d+\s*,[^,]+,|\bstep\b|\+=\s*(?!1\b)\w/iu;
/** Exceptions for a missing row, which one query for all rows reveals as well. */
const NOT_FOUND = /^except\s+\(?[\w.]*(?:DoesNotExist|NoResultFound|NotFound\w*|NoEntityFound)\b/u;
/** Names of time spans and pages, of which each iteration reads all rows. */
const PART =
  /^(?:week|day|month|hour|year|period|interval|window|offset|page|chunk|batch|cursor)(?:_?(?:start|end|no|number|index|offset|date))?$/iu;
const TRIES = /^(?:attempts?|retry|retries|tries|trial|_?try)$/iu;
/** Packages whose repositories contain source code. */
export const GIT_PACKAGES = /^(?:git|github|pygit2|dulwich|simple-git|nodegit|@octokit)\b/u;

/** Call in a loop that issues a query in each iteration. */
interface LoopedCall extends CallCandidate {
  readonly statement: Omit<WriteStatement, 'verb'> & Partial<WriteStatement>;
}

export type StatementExemption =
  | { readonly type: 'none'; readonly reason: string }
  | { readonly type: 'unsure'; readonly note: string };

/** Returns why statements in a loop are, or may be, justified; null if they are not. */
export function justifyLoopedStatement(
  found: LoopedCall,
  audited: AuditedCode,
  node: SgNode,
  loop: Loop,
  isRead = false,
): StatementExemption | null {
  const reason =
    byLoop(found, loop) ?? byTurn(found, node, loop) ?? byDatabase(found, audited, node);
  if (reason !== null) return { type: 'none', reason };
  if (!isRead && isPerRowRetryLoop(found.site, loop)) {
    return { type: 'none', reason: 'the statement runs only after the batch statement has failed' };
  }
  if (!isRead && isInErrorHandler(node, loop.body)) {
    return { type: 'none', reason: 'the statement runs only for an element that failed' };
  }
  const note = isRead
    ? ownFate(node, loop, NOT_FOUND)
    : (seldom(found, node, loop) ??
      ownFate(node, loop, null) ??
      settledApart(loop) ??
      afterOther(found, audited, loop) ??
      inOneGo(node, loop));
  return note === null ? null : { type: 'unsure', note };
}

/** Returns a note if few iterations may reach the statement. */
function seldom({ statement, file }: LoopedCall, node: SgNode, loop: Loop): string | null {
  const compared = findNarrowCondition(node, loop);
  if (compared !== null)
    return `the statement runs only if ${compared}; batch it only if that is true in many iterations`;
  const isAdded = statement.verb === 'insert';
  return isAdded && isAfterFailedLookup(node, languageIn(file))
    ? 'a row is inserted only if it does not exist yet; batch the inserts only if many rows are new'
    : null;
}

function byLoop({ name, statement, site, file }: LoopedCall, loop: Loop): string | null {
  const over = loop.over.text();
  const head = loop.node
    .text()
    .slice(0, loop.body.range().start.index - loop.node.range().start.index);
  if (loop.names.some((name) => TRIES.test(name)) || /retr(?:y|ies)|attempts/iu.test(over)) {
    return 'the loop retries a single operation';
  }
  if (
    loop.names.some((name) => PART.test(name)) ||
    IN_PARTS.test(over) ||
    /\+=\s*(?!1\b)[\w.]+\s*\)/u.test(head)
  ) {
    return 'each iteration processes part of the list';
  }
  const root = /^(?:await )?(\w+)/u.exec(name)?.[1] ?? '';
  if (statement.by !== 'record' && loop.names.includes(root)) {
    return `each iteration queries a different ${root}`;
  }
  const first = /^\w+/u.exec(statement.model ?? '')?.[0] ?? '';
  const queried = /\.query\(([^()]*)\)/u.exec(name)?.[1]?.match(/\w+/gu) ?? [];
  // `table = tables[name]`, then `execute(delete(table))`.
  const named =
    statement.dialect === 'sqlalchemy'
      ? namesFrom(loop.body, new Set(loop.names), languageIn(file))
      : new Set(loop.names);
  const isAnotherTable =
    // `prisma.order.update(…)` refers to no variable, even if the loop variable is called `order`.
    [...(name.includes(`.${first}.`) ? [] : [first]), ...queried].some((queriedName) =>
      named.has(queriedName),
    ) ||
    /^\(\s*(?:\w+\(\s*)?[rf]*["'`]+\s*(?:UPDATE|DELETE FROM|INSERT INTO)\s+["'`]?\$?\{/iu.test(
      site.raw.argumentText,
    );
  return isAnotherTable ? 'each iteration targets a different table' : null;
}

function byTurn({ file }: LoopedCall, node: SgNode, loop: Loop): string | null {
  const language = languageIn(file);
  const names = namesFrom(loop.body, new Set(loop.names), language);
  if (isMultiRowStatement(findBuilderChain(node), names, language)) {
    return 'in each iteration, the statement covers many rows';
  }
  if (isUntilNothingIsLeft(findBuilderChain(node), loop, names, language)) {
    return 'the loop repeats the statement until no matching rows are left';
  }
  return endsLoop(node, loop)
    ? 'the loop ends after the first statement'
    : explainSingleIteration(node, loop);
}

/** True for `for _ in range(100): … if not newly: break` whose statement ignores the counter. */
function isUntilNothingIsLeft(
  chain: SgNode,
  { over, body }: Loop,
  names: ReadonlySet<string>,
  language: Language,
): boolean {
  const counts =
    over.kind() === 'binary_expression' ||
    (over.kind() === 'call' && over.field('function')?.text() === 'range');
  if (!counts || mentions(chain, names, language)) return false;
  return body.findAll({ rule: { kind: 'break_statement' } }).length > 0;
}

/** Returns the complete builder chain that starts with a call: `db.update(a).set(b).where(c)`. */
export function findBuilderChain(node: SgNode): SgNode {
  let at = node;
  for (let above = at.parent(); above !== null; above = at.parent()) {
    const isChain = ['member_expression', 'call_expression', 'attribute', 'call'];
    if (!isChain.includes(String(above.kind())) || !above.text().startsWith(at.text())) break;
    at = above;
  }
  return at;
}

/** True if code after the node in its block leaves the loop. */
function endsLoop(node: SgNode, loop: Loop): boolean {
  const from = loop.body.range();
  for (const outer of around(node)) {
    const { start, end } = outer.range();
    if (start.index < from.start.index || end.index > from.end.index) return false;
    if (outer.kind() === 'return_statement' && loop.node.kind() !== 'call_expression') return true;
    const kind = String(outer.parent()?.kind());
    if (kind !== 'block' && kind !== 'statement_block') continue;
    const isLast = outer
      .nextAll()
      .some((sibling) => ['break_statement', 'return_statement'].includes(String(sibling.kind())));
    if (isLast && !isOfInner(outer, loop)) {
      return loop.node.kind() !== 'call_expression' || isBreak(outer);
    }
  }
  return false;
}

/** True if a `break` after the statement leaves only a loop inside the given loop. */
function isOfInner(statement: SgNode, loop: Loop): boolean {
  const [inner] = loopsAround(statement);
  return inner !== undefined && inner.node.id() !== loop.node.id() && isBreak(statement);
}

function isBreak(statement: SgNode): boolean {
  return statement.nextAll().some((sibling) => sibling.kind() === 'break_statement');
}

function byDatabase(
  { site, name, statement }: LoopedCall,
  audited: AuditedCode,
  node: SgNode,
): string | null {
  const { code } = audited;
  const of = code.nameOf(site.function, name)?.split('.')[0] ?? site.call.source ?? '';
  if (IN_PROCESS.has(of)) return 'the database runs in-process, so a statement needs no round trip';
  if (GIT_PACKAGES.test(of)) return 'the call targets a source code repository, not a database';
  if (
    statement.by === 'repository' &&
    statement.verb === 'update' &&
    everyTargetOnlyAdds(audited, site, node)
  ) {
    return `${site.call.callee} adds the row to a session, which writes all pending rows at the next flush`;
  }
  if (statement.by !== 'repository' || site.call.isGuess) return null;
  const [target] = site.call.targets;
  if (target === undefined || statement.dialect !== 'repository') return null;
  if (onlyAddsToSession(audited, target, node)) {
    return `${formatFunctionName(audited, target)} adds the row to a session, which writes all pending rows at the next flush`;
  }
  const calls = code.callsOf(target);
  // Methods that only declare or delegate are no evidence.
  const isPlain = calls.every(({ call }) => call.targets.length === 0 && !call.isAwaited);
  const asks = calls.some(({ call }) =>
    /(?:session|db|conn|cursor|objects|query|execute|engine|client|collection)\b/iu.test(
      call.callee,
    ),
  );
  return isPlain && !asks && isWritten(audited, target)
    ? `${formatFunctionName(audited, target)} issues no statement`
    : null;
}

function isWritten({ code }: AuditedCode, index: number): boolean {
  const { file, start, end } = {
    ...code.rawOf(index),
    file: code.facts.functions[index]?.file ?? '',
  };
  const text = (code.textOf(file) ?? '').slice(start, end);
  return !/\.\.\.|\bpass\b|NotImplementedError|@abstractmethod/u.test(text);
}

function handsOver(scope: SgNode, operations: string): boolean {
  if (!isFunction(scope)) return false;
  const text = scope.text();
  return /\.(?:\$transaction|batch)\(/u.test(text) && text.includes(`...${operations}`)
    ? true
    : new RegExp(`\\.(?:\\$transaction|batch)\\(\\s*${operations}\\b`, 'u').test(text);
}

/** An element that fails must not stop the others. */
function ownFate(node: SgNode, loop: Loop, harmless: RegExp | null): string | null {
  const { start, end } = loop.body.range();
  for (const outer of around(node)) {
    const at = outer.range();
    if (at.start.index < start.index || at.end.index > end.index) return null;
    if (outer.kind() !== 'try_statement') continue;
    const handler = outer
      .children()
      .filter((child) => ['except_clause', 'catch_clause'].includes(String(child.kind())));
    const keeps = handler.filter(
      (clause) => harmless?.test(clause.text().split('\n')[0] ?? '') !== true,
    );
    if (keeps.some((clause) => !/\b(?:raise|throw)\b/u.test(clause.text()))) {
      return OWN_ERROR_HANDLING_NOTE;
    }
  }
  return null;
}

/** Returns a note for `Promise.allSettled(rows.map(…))`, which keeps each element's outcome. */
function settledApart({ node }: Loop): string | null {
  const handedTo = node.parent()?.parent()?.field('function')?.text();
  return handedTo === 'Promise.allSettled'
    ? 'the outcome of each element is recorded separately; batch the elements only if one failure may stop the rest'
    : null;
}

/** Returns why a write after another call for its element cannot await others; null: it can. */
function afterOther({ site }: LoopedCall, audited: AuditedCode, loop: Loop): string | null {
  const other = listSiblingCalls(audited, site, loop).find((callSite) =>
    isExternalServiceCall(audited, callSite),
  );
  return other === undefined
    ? null
    : `each iteration also calls ${other.call.callee}; batch the writes only if the outcome of that call need not be stored immediately`;
}

/** `prisma.$transaction(jobs.map((job) => …))`. */
function inOneGo(node: SgNode, loop: Loop): string | null {
  const into = node.parent()?.parent()?.field('function');
  const operations = /^(\w+)\.push$/u.exec(into?.text() ?? '')?.[1];
  // `operations.push(prisma.job.delete(…))`, then `prisma.$transaction(operations)`.
  if (
    operations !== undefined &&
    loop.node.ancestors().some((ancestor) => handsOver(ancestor, operations))
  ) {
    return 'the statements are sent together; combine them only if a single statement has the same effect';
  }
  if (loop.node.kind() !== 'call_expression') return null;
  const outer = loop.node.parent()?.parent()?.field('function')?.text() ?? '';
  return /\.(?:\$transaction|batch)$/u.test(outer) && node.range().start.index > 0
    ? `${outer} sends the statements together; combine them only if they all write the same values`
    : null;
}
