import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';
import {
  findSyntaxCandidates,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import {
  findCallPath,
  listExecutedCalls,
} from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';

/** Python `except` that continues after a failed write with the session of its function. */
export interface SwallowedError extends Candidate {
  readonly by: 'except';
  readonly function: number;
  readonly session: string;
  readonly write: CallSite;
}

const CATCHES =
  /^except\*?\s*:|\b(?:Exception|BaseException|SQLAlchemyError|IntegrityError|DBAPIError|DatabaseError|OperationalError)\b/u;
/** A clause that returns informs its caller, who may be done with the session. */
const ENDS = /\b(?:raise|return|rollback|close|exit|abort|set_rollback)\b/u;
const SAVEPOINT = /\b(?:begin_nested|savepoint|atomic|begin)\s*\(/u;
const SESSION = /^(?:db|db_session|session|async_session)$/u;
/** Calls that send writes; adding alone sends nothing, so it cannot fail. */
const FLUSHES = /(?:^|[._])(?:session|db)\.(?:commit|flush)$/u;
/** Maximum depth of calls from the `try` to the write. */
const DEEPEST = 3;

/** Clauses that continue after a possible write failed. */
export const SWALLOWED_ERROR_SEARCH: SyntaxSearch = {
  id: 'swallows',
  language: 'python',
  mentions: /\bexcept\b/u,
  rule: { kind: 'except_clause' },
  isMeant: (clause) => {
    const siblings = clause.parent()?.children() ?? [];
    const finalizer = siblings.find((child) => child.kind() === 'finally_clause');
    return (
      catchesDatabaseErrors(clause) &&
      !ENDS.test(`${clause.text()} ${finalizer?.text()}`) &&
      !SAVEPOINT.test(clause.parent()?.field('body')?.text() ?? '')
    );
  },
};

/** True if an `except` clause catches errors of database statements. */
export function catchesDatabaseErrors(clause: SgNode): boolean {
  return CATCHES.test(clause.text().split('\n')[0] ?? '');
}

/** Yields every `except` that swallows the error of a write without a rollback. */
export function* findSwallowedErrors(audited: AuditedCode): Generator<SwallowedError> {
  for (const { node, file, line, index } of findSyntaxCandidates(audited, SWALLOWED_ERROR_SEARCH)) {
    const { parameters } = audited.code.rawOf(index);
    const session = parameters.find((parameter) => SESSION.test(parameter));
    const body = node.parent()?.field('body');
    if (session === undefined || body == null) continue;
    const write = findWrite(audited, index, body, session);
    if (write === undefined) continue;
    yield { by: 'except', file, line, endLine: line, function: index, session, write };
  }
}

/** Returns the first call that receives the session and reaches a flush or a commit. */
function findWrite(
  { code }: AuditedCode,
  index: number,
  body: SgNode,
  session: string,
): CallSite | undefined {
  const { start, end } = body.range();
  const uses = new RegExp(`(?:^|[^\\w.])${session}\\b`, 'u');
  const findFlush = (target: number) => listExecutedCalls(code, target).find(isFlush) ?? null;
  return code.callsOf(index).find(
    (site) =>
      start.index <= site.raw.start &&
      site.raw.end <= end.index &&
      uses.test(`${site.raw.callee} ${site.raw.argumentText}`) &&
      // A commit in the body itself is judged separately.
      !/\.commit$/u.test(site.call.callee) &&
      (isFlush(site) || findCallPath(code, site, DEEPEST, findFlush) !== null),
  );
}

function isFlush({ call }: CallSite): boolean {
  return FLUSHES.test(call.callee);
}
