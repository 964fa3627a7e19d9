import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite, isInBody, once } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  findHandlerProvider,
  findSessionProvider,
  type SessionProvider,
} from './session-providers.ts';
import { catchesDatabaseErrors } from './swallowed-write-errors-without-rollback.ts';

/** Way in which a transaction ends if its commit fails. */
export interface CommitGuard {
  /** `rollback`: an explicit rollback. `close`: closing the session rolls back. */
  readonly by: 'rollback' | 'close' | 'nothing';
  /** Code that rolls back or closes, or the place of a commit that has neither. */
  readonly why: string;
  /** Set when an `except` around the commit continues after a failure (T652-19). */
  readonly isSwallowed: boolean;
}

/** Context managers that roll back on failure. */
const BEGINS = /\.(?:begin|begin_nested|transaction)\(|(?:^|\W)(?:transaction\.)?atomic\(/u;
/** Sessions that are closed at the end, which rolls back everything uncommitted. */
const SESSION = /(?:[sS]ession(?:_?[mM]aker|_?[fF]actory|_?[lL]ocal)?|get_session|get_db)\w*\(/u;
/** An argument that is a session. */
const SESSION_ARGUMENT = /[\w.]*(?:session|\bdb|conn)\w*/iu;
/** Code that leaves the function, so that the creator of the session ends it. */
const LEAVES = /\b(?:raise|return|exit|abort)\b/u;
/** Maximum number of callers between a commit and its guard. */
const MOST_CALLERS = 4;

/** Returns the guard around a session call, in its function or in its callers. */
export function findCommitGuard(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
  depth = 0,
): CommitGuard {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  if (node === null) {
    return { by: 'nothing', why: 'in a file that cannot be parsed', isSwallowed: false };
  }
  const own = guardAround(audited, site, node, receiver);
  if (own.by !== 'nothing') return own;
  const { isSwallowed } = own;
  if (/\.session$/u.test(receiver) && usesFlaskSqlalchemy(audited.code)) {
    return { by: 'close', why: 'Flask-SQLAlchemy, which closes its session', isSwallowed };
  }
  const callers = depth < MOST_CALLERS ? callersGuard(audited, site.function, depth) : null;
  if (callers !== null) return { ...callers, isSwallowed };
  const provider = findHandlerProvider(audited, site.function, receiver);
  return provider === null ? own : guardBy(provider, isSwallowed);
}

const usesFlaskSqlalchemy = once((code: AuditedCode['code']): boolean =>
  code.sources.some((file) =>
    code.importsOf(file).some(({ source }) => /^flask_sqlalchemy(?:\.|$)/u.test(source)),
  ),
);

function guardAround(
  audited: AuditedCode,
  site: CallSite,
  node: SgNode,
  receiver: string,
): CommitGuard {
  let isTried = false;
  let isSwallowed = false;
  for (const outer of around(node)) {
    if (outer.kind() === 'with_statement') {
      const head = outer.children().find((child) => child.kind() === 'with_clause');
      const text = head?.text() ?? '';
      if (BEGINS.test(text)) {
        return { by: 'rollback', why: `${text} rolls back by itself`, isSwallowed };
      }
      const provider = findContextProvider(audited, site.function, outer);
      if (provider !== null) return guardBy(provider, isSwallowed);
      if (SESSION.test(text)) return { by: 'close', why: 'the end of the session', isSwallowed };
    }
    if (outer.kind() !== 'try_statement' || !isInBody(outer, node)) continue;
    const handlers = outer.children().filter((child) => child.id() !== outer.field('body')?.id());
    if (handlers.some((handler) => /\w*rollback\w*\s*\(/u.test(handler.text()))) {
      return { by: 'rollback', why: 'an enclosing except clause rolls back', isSwallowed };
    }
    isSwallowed ||= handlers.some(
      (handler) =>
        handler.kind() === 'except_clause' &&
        catchesDatabaseErrors(handler) &&
        !LEAVES.test(handler.text()),
    );
    if (handlers.some((handler) => handler.text().includes(`${receiver}.close(`))) {
      return { by: 'close', why: 'a finally block that closes the session', isSwallowed };
    }
    isTried = true;
  }
  const why = isTried
    ? `in a try block whose except clause never calls ${receiver}.rollback()`
    : 'outside any try block';
  return { by: 'nothing', why, isSwallowed };
}

/** Returns the context manager of the project that a `with` enters, if it ends transactions. */
function findContextProvider(
  { code }: AuditedCode,
  index: number,
  statement: SgNode,
): SessionProvider | null {
  const { start } = statement.range();
  const body = statement.field('body')?.range().start.index ?? start.index;
  for (const { call, raw } of code.callsOf(index)) {
    if (raw.start <= start.index || raw.end >= body) continue;
    for (const target of call.targets) {
      const provider = findSessionProvider(code, target);
      if (provider !== null) return provider;
    }
  }
  return null;
}

function guardBy({ name, by }: SessionProvider, isSwallowed: boolean): CommitGuard {
  const why =
    by === 'rollback' ? `${name} rolls back on failure` : `${name}, which closes its session`;
  return { by, why, isSwallowed };
}

/** Returns the guard that the callers provide, if every caller has one. */
function callersGuard(audited: AuditedCode, index: number, depth: number): CommitGuard | null {
  const callers = audited.code.callersOf(index).filter((caller) => caller.function !== index);
  const guards = callers.map((caller) => {
    const session = SESSION_ARGUMENT.exec(caller.raw.argumentText)?.[0] ?? 'session';
    return findCommitGuard(audited, caller, session, depth + 1);
  });
  const [first] = callers;
  if (first === undefined || guards.some(({ by }) => by === 'nothing')) return null;
  const closing = guards.find(({ by }) => by === 'close');
  const name = formatFunctionName(audited, first.function);
  const why = `the callers, such as ${name}, roll back`;
  return closing ?? { by: 'rollback', why, isSwallowed: false };
}
