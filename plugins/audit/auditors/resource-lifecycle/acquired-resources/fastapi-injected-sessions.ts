import type { SgNode } from '@ast-grep/napi';
import { once } from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findSessionProvider } from '../../transaction-correctness/missing-rollback/session-providers.ts';
import {
  type InjectedParameter,
  readInjectedParameter,
  readInjectionAliases,
} from './fastapi-injected-parameters.ts';

/** A session or a connection that FastAPI hands to a handler, and takes back after it. */
export interface InjectedSession {
  /** Name of the parameter. */
  readonly name: string;
  /** Handler that receives the session. */
  readonly function: number;
  readonly node: SgNode;
  readonly file: string;
  /** Line of the parameter. */
  readonly line: number;
  readonly isWebSocket: boolean;
}

const PACKAGES =
  /^(?:sqlalchemy|sqlmodel|asyncpg|psycopg2?|aiomysql|aiosqlite|databases|sqlite3|pymysql)\b/u;
const SESSION = /(?:Session|Connection|Database)$/u;
/** Returns all sessions that are injected into route handlers. */
export const listInjectedSessions = once((audited: AuditedCode): readonly InjectedSession[] => [
  ...findInjected(audited),
]);

function* findInjected(audited: AuditedCode): Generator<InjectedSession> {
  const { code } = audited;
  const handlers = new Set(code.facts.routes.map(({ handler }) => handler));
  for (const index of handlers) {
    const file = index === null ? '' : (code.facts.functions[index]?.file ?? '');
    if (index === null || !file.endsWith('.py')) continue;
    const node = findFunctionNode(audited, index);
    const isWebSocket = code
      .rawOf(index)
      .decorators.some((decorator) => /(?:^|\.)websocket$/u.test(decorator.name));
    for (const parameter of node?.field('parameters')?.children() ?? []) {
      const injection = readInjectedParameter(parameter, readInjectionAliases(audited));
      if (node === null || injection === null || !isSession(audited, index, injection)) continue;
      const line = parameter.range().start.line + 1;
      yield { name: injection.name, function: index, node, file, line, isWebSocket };
    }
  }
}

/** True for a session, judged by its type or by what the dependency creates and closes. */
function isSession(audited: AuditedCode, index: number, injection: InjectedParameter): boolean {
  const { code } = audited;
  const { type, dependency, file } = injection;
  const at = file === null ? index : findEnclosingFunction(audited, file, 0);
  const full = type === null ? null : code.nameOf(at, type);
  if (full !== null && PACKAGES.test(full)) return SESSION.test(full);
  if (full !== null || dependency === null) return false;
  const name = dependency.replace(/^.*\./u, '');
  return code.facts.functions.some(
    (codeFunction, provider) =>
      codeFunction.name === name && findSessionProvider(code, provider) !== null,
  );
}
