import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../../analysis/index.ts';
import {
  findSyntaxCandidates,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import { isDatabaseWrite } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { catchesDatabaseErrors, listCaughtExceptions } from './caught-exceptions.ts';
import { findReachedFlushes, isFlushOrCommit } from './flushes-reached-through-calls.ts';

/** Python `except` that continues after a failed write with the same session or block. */
export interface SwallowedError extends Candidate {
  readonly by: 'except';
  readonly function: number;
  /** `session`: a parameter of the function. `atomic`: the Django block around the clause. */
  readonly kind: 'session' | 'atomic';
  readonly session: string;
  readonly write: CallSite;
  /** Set when callers commit the write, so that a rollback would lose their changes, too. */
  readonly isShared: boolean;
}

const OF_DATABASE = /^(?:IntegrityError|DatabaseError|OperationalError)$/u;
const ENDS = /\b(?:raise|rollback|close|exit|abort|set_rollback)\b/u;
const SAVEPOINT = /\b(?:begin_nested|savepoint|atomic|begin)\s*\(/u;
const SESSION = /^(?:db|db_session|session|async_session)$/u;
const SAVES = /\.(?:save|bulk_create|create)$/u;
/** Maximum depth of calls from the `try` to the write. */
const DEEPEST = 3;

/** Clauses that continue after a possible write failed. */
export const SWALLOWED_ERROR_SEARCH: SyntaxSearch = {
  id: 'swallows',
  language: 'python',
  mentions: /\bexcept\b/u,
  rule: { kind: 'except_clause' },
  isMeant: (clause) => {
    const tried = clause.parent();
    const body = tried?.field('body') ?? null;
    if (body === null || ENDS.test(clause.text()) || SAVEPOINT.test(body.text())) return false;
    const finalizer = tried?.children().find((child) => child.kind() === 'finally_clause');
    return !ENDS.test(finalizer?.text() ?? '');
  },
};

/** Yields every `except` that swallows the error of a write without a rollback. */
export function* findSwallowedErrors(audited: AuditedCode): Generator<SwallowedError> {
  for (const { node, file, line, index } of findSyntaxCandidates(audited, SWALLOWED_ERROR_SEARCH)) {
    const tried = node.parent();
    const body = tried?.field('body') ?? null;
    if (tried === null || body === null) continue;
    const place = { file, line, endLine: line, function: index };
    const found =
      ofAtomic(audited, file, index, tried, body, node) ?? ofSession(audited, index, body, node);
    if (found !== null) yield { by: 'except', ...place, ...found };
  }
}

type Found = Pick<SwallowedError, 'kind' | 'session' | 'write' | 'isShared'>;

/** Django: a statement that failed spoils the rest of its block. */
function ofAtomic(
  audited: AuditedCode,
  file: string,
  index: number,
  tried: SgNode,
  body: SgNode,
  clause: SgNode,
): Found | null {
  if (!listCaughtExceptions(clause).some((exceptionName) => OF_DATABASE.test(exceptionName)))
    return null;
  const own = findEnclosingTransaction(audited, file, tried.range().start.index);
  if (own === null || own.kind === 'autobegun' || !/atomic/u.test(own.begun)) return null;
  const write = callsIn(audited, index, body).find(
    (site) => isDatabaseWrite(site) || SAVES.test(site.call.callee),
  );
  return write === undefined
    ? null
    : { kind: 'atomic', session: own.begun, write, isShared: false };
}

/** Returns a SQLAlchemy session from a parameter, which cannot be used until it is rolled back. */
function ofSession(
  audited: AuditedCode,
  index: number,
  body: SgNode,
  clause: SgNode,
): Found | null {
  if (!catchesDatabaseErrors(clause)) return null;
  const session = audited.code.rawOf(index).parameters.find((parameter) => SESSION.test(parameter));
  if (session === undefined || isRolledBackAround(clause)) return null;
  // A clause that returns informs its caller, who may be done with the session.
  if (clause.find({ rule: { kind: 'return_statement' } }) !== null) return null;
  const names = new RegExp(`(?:^|[^\\w.])${session}\\b`, 'u');
  for (const site of callsIn(audited, index, body)) {
    const isOfSession = names.test(`${site.raw.callee} ${site.raw.argumentText}`);
    // A commit in the body itself is judged separately.
    if (!isOfSession || /\.commit$/u.test(site.call.callee)) continue;
    const writes = isFlushOrCommit(site) ? [site] : findReachedFlushes(audited, site, DEEPEST);
    if (writes.length === 0) continue;
    const isShared = ![...writes, ...audited.code.callsOf(index)].some(({ call }) =>
      /\.commit$/u.test(call.callee),
    );
    return { kind: 'session', session, write: site, isShared };
  }
  return null;
}

/**
 * True if the clause is inside a `finally` or a savepoint; an outer `except` never sees an error
 * that an inner clause swallows.
 */
function isRolledBackAround(clause: SgNode): boolean {
  return [...around(clause)].some(
    (ancestor) =>
      ancestor.kind() === 'finally_clause' ||
      (ancestor.kind() === 'with_statement' && SAVEPOINT.test(ancestor.child(1)?.text() ?? '')),
  );
}

function callsIn({ code }: AuditedCode, index: number, body: SgNode): readonly CallSite[] {
  const { start, end } = body.range();
  return code.callsOf(index).filter(({ raw }) => start.index <= raw.start && raw.end <= end.index);
}
