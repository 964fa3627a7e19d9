import type { SgNode } from '@ast-grep/napi';
import { once, type ProjectCode } from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Database session or connection that FastAPI passes to a handler, and closes after it. */
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

const SESSION = '(?:Async)?(?:Session|Connection)';
/** `Annotated[Session, Depends(get_db)]` */
const ANNOTATED = `(?:\\w+\\.)*Annotated\\[\\s*(?:\\w+\\.)*${SESSION}\\s*,[^\\]]*\\bDepends\\(`;
/** `db: Session = Depends(get_db)` or `db: Annotated[Session, Depends(get_db)]` */
const INJECTED = new RegExp(
  `:\\s*(?:(?:\\w+\\.)*${SESSION}\\s*=\\s*(?:\\w+\\.)*Depends\\(|${ANNOTATED})`,
  'u',
);
const ALIAS = new RegExp(`^(\\w+)\\s*=\\s*${ANNOTATED}`, 'gmu');

/** Names of a project's types such as `SessionDep = Annotated[Session, Depends(get_db)]`. */
const readAliases = once(
  (code: ProjectCode): ReadonlySet<string> =>
    new Set(
      code.sources
        .filter((file) => file.endsWith('.py'))
        .flatMap((file) => [...(code.textOf(file) ?? '').matchAll(ALIAS)])
        .map(([, name = '']) => name),
    ),
);

/** Returns all sessions that are injected into route handlers. */
export const listInjectedSessions = once((audited: AuditedCode): readonly InjectedSession[] => [
  ...findInjected(audited),
]);

function* findInjected(audited: AuditedCode): Generator<InjectedSession> {
  const { code } = audited;
  for (const index of new Set(code.facts.routes.map(({ handler }) => handler))) {
    const file = index === null ? '' : code.fileOf(index);
    const node = index !== null && file.endsWith('.py') ? findFunctionNode(audited, index) : null;
    if (index === null || node === null) continue;
    const { decorators } = code.functionAt(index);
    const isWebSocket = decorators.some((decorator) => /(?:^|\.)websocket$/u.test(decorator.name));
    for (const parameter of node.field('parameters')?.children() ?? []) {
      const text = parameter.text();
      const alias = /:\s*(?:\w+\.)*(\w+)$/u.exec(text)?.[1] ?? '';
      if (!INJECTED.test(text) && !readAliases(code).has(alias)) continue;
      const name = /^\w+/u.exec(text)?.[0] ?? '';
      const line = parameter.range().start.line + 1;
      yield { name, function: index, node, file, line, isWebSocket };
    }
  }
}
