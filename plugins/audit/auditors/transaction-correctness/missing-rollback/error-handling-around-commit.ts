import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite, isInBody } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { SessionProvider } from './detect-session-cleanup-by-provider.ts';
import { findSessionWrapper } from './session-managing-decorators.ts';
import {
  findHandlerProvider,
  findSessionProvider,
  findVariableProvider,
} from './session-providers.ts';

/** Way in which a transaction ends if its commit fails. */
export interface CommitGuard {
  /** `rollback`: an explicit rollback. `close`: closing the session rolls back. */
  readonly by: 'rollback' | 'close' | 'nothing';
  /** Code that rolls back or closes, or the place of a commit that has neither. */
  readonly why: string;
}

/** Context managers that roll back on failure. */
const BEGINS = /\.(?:begin|begin_nested|transaction)\(|(?:^|\W)(?:transaction\.)?atomic\(/u;
/** Sessions that are closed at the end, which rolls back everything uncommitted. */
const SESSION = /(?:[sS]ession(?:_?[mM]aker|_?[fF]actory|_?[lL]ocal)?|get_session|get_db)\w*\(/u;
const ROLLS_BACK = /\w*rollback\w*\s*\(/u;
/** An argument that is a session. */
const IS_SESSION = /[\w.]*(?:session|\bdb|conn)\w*/iu;
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
  if (node === null) return { by: 'nothing', why: 'in a file that cannot be parsed' };
  const own = guardAround(audited, site, node, receiver);
  if (own.by === 'rollback') return own;
  const given = guardBy(findVariableProvider(audited, site.function, receiver));
  if (own.by === 'close') return given?.by === 'rollback' ? given : own;
  if (given !== null) return given;
  const callers = depth < MOST_CALLERS ? callersGuard(audited, site.function, depth) : null;
  const wrapper = guardBy(findSessionWrapper(audited, site.function));
  const isHanded = audited.code
    .callersOf(site.function)
    .some((caller) => caller.function !== site.function && hands(caller));
  if (wrapper !== null && !isHanded) return wrapper;
  return callers ?? guardBy(findHandlerProvider(audited, site.function, receiver)) ?? own;
}

function guardAround(
  audited: AuditedCode,
  site: CallSite,
  node: SgNode,
  receiver: string,
): CommitGuard {
  let isTried = false;
  let closes: string | null = null;
  for (const outer of around(node)) {
    if (outer.kind() === 'with_statement') {
      const head = headOf(outer);
      if (BEGINS.test(head)) return rollsBack(`${head} rolls back by itself`);
      const provider = managerOf(audited, site.function, outer);
      if (provider?.by === 'rollback') return rollsBack(`${provider.name} rolls back on failure`);
      if (SESSION.test(head) || provider?.by === 'close') closes ??= 'the end of the session';
    }
    if (outer.kind() === 'try_statement' && isInBody(outer, node)) {
      const handlers = handlersOf(outer);
      if (handlers.some((handler) => ROLLS_BACK.test(handler.text()))) {
        return rollsBack('an enclosing except clause rolls back');
      }
      const isClosed = handlers.some(
        (handler) =>
          handler.kind() === 'finally_clause' && handler.text().includes(`${receiver}.close(`),
      );
      if (isClosed) closes ??= 'a finally block that closes the session';
      isTried = true;
    }
  }
  if (closes !== null) return { by: 'close', why: closes };
  const why = isTried
    ? `in a try block whose except clause never calls ${receiver}.rollback()`
    : 'outside any try block';
  return { by: 'nothing', why };
}

function rollsBack(why: string): CommitGuard {
  return { by: 'rollback', why };
}

function headOf(statement: SgNode): string {
  const head = statement.children().find((child) => child.kind() === 'with_clause');
  return head?.text() ?? '';
}

/** The context manager of the project that a `with` enters, if it ends transactions. */
function managerOf(
  { code }: AuditedCode,
  index: number,
  statement: SgNode,
): SessionProvider | null {
  const { start } = statement.range();
  const body = statement.field('body')?.range().start.index ?? start.index;
  const inHead = code.callsOf(index).filter(({ raw }) => raw.start > start.index && raw.end < body);
  for (const { call } of inHead) {
    for (const target of call.targets) {
      const provider = findSessionProvider(code, target);
      if (provider !== null) return provider;
    }
  }
  return null;
}

function handlersOf(tried: SgNode): readonly SgNode[] {
  const HANDLERS = ['except_clause', 'except_group_clause', 'finally_clause'];
  return tried.children().filter((child) => HANDLERS.includes(String(child.kind())));
}

/** Returns the guard that the creator of the session provides; null: none is known. */
function guardBy(provider: SessionProvider | null): CommitGuard | null {
  if (provider === null) return null;
  return provider.by === 'rollback'
    ? rollsBack(`${provider.name} rolls back on failure`)
    : { by: 'close', why: `${provider.name}, which closes its session` };
}

/** Returns the guard that the callers provide, if every caller has one. */
function callersGuard(audited: AuditedCode, index: number, depth: number): CommitGuard | null {
  const isWrapped = findSessionWrapper(audited, index) !== null;
  const callers = audited.code
    .callersOf(index)
    .filter((caller) => caller.function !== index && (!isWrapped || hands(caller)));
  if (callers.length === 0) return null;
  const guards = callers.map((caller) =>
    findCommitGuard(audited, caller, sessionIn(caller.raw.argumentText), depth + 1),
  );
  if (guards.some(({ by }) => by === 'nothing')) return null;
  const closing = guards.find(({ by }) => by === 'close');
  if (closing !== undefined) return closing;
  const name = formatFunctionName(audited, callers[0]?.function ?? 0);
  return rollsBack(`the callers, such as ${name}, roll back`);
}

/** True if a call passes a session, so that the wrapper of the function does not create it. */
function hands({ raw }: CallSite): boolean {
  return IS_SESSION.test(raw.argumentText);
}

/** The argument that is a session, by its name. */
function sessionIn(argumentText: string): string {
  return IS_SESSION.exec(argumentText)?.[0] ?? 'session';
}
