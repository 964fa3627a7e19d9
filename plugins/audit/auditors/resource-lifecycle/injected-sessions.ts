import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, around, once, type ProjectCode } from '../../../analysis/index.ts';
import { findFunctionNode } from '../../analysis/calls-and-functions.ts';
import type { AuditedCode } from '../../rule.ts';

/** Database session or connection that FastAPI passes to a handler, and closes after it. */
export interface InjectedSession {
  /** Name of the parameter. */
  readonly name: string;
  /** Handler that receives the session. */
  readonly function: number;
  readonly node: SgNode;
  readonly file: string;
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

/** Part of a handler that continues long after its database work is done. */
export interface LongLivedWork {
  readonly kind: 'WebSocket' | 'server-sent events' | 'long poll';
  readonly node: SgNode;
  readonly usesSession: boolean;
}

/** Maximum number of seconds that a poll may wait (L654-03). */
const MAX_POLL_SECONDS = 30;

/** Returns long-lived work of a handler with an injected session; null: it responds and ends. */
export function findLongLivedWork({
  node: handler,
  name,
  isWebSocket,
}: InjectedSession): LongLivedWork | null {
  const calls = handler.findAll({ rule: { kind: 'call' } });
  const usesSession = (parts: readonly SgNode[]): boolean =>
    parts.some((part) => findSessionUses(part, name).length > 0);
  if (isWebSocket) {
    const loops = handler.findAll({ rule: { kind: 'while_statement' } });
    const loop = loops.find((candidate) => /\.(?:receive|send)(?:_\w+)?\(/u.test(candidate.text()));
    return loop === undefined
      ? null
      : { kind: 'WebSocket', node: loop, usesSession: usesSession([loop]) };
  }
  const stream = calls.find(isEventStream);
  if (stream !== undefined) {
    const generators = handler
      .findAll({ rule: { kind: 'function_definition' } })
      .filter((generator) => generator.id() !== handler.id());
    const parts = [stream, ...generators];
    return { kind: 'server-sent events', node: stream, usesSession: usesSession(parts) };
  }
  const poll = calls.find((call) => readTimeout(call) > MAX_POLL_SECONDS);
  return poll === undefined
    ? null
    : { kind: 'long poll', node: poll, usesSession: usesSession([poll]) };
}

function isEventStream(call: SgNode): boolean {
  const callee = call.field('function')?.text() ?? '';
  return (
    /(?:^|\.)(?:EventSource|SSE)Response$/u.test(callee) ||
    (/(?:^|\.)StreamingResponse$/u.test(callee) && call.text().includes('text/event-stream'))
  );
}

/** Returns the seconds of `asyncio.wait_for(event.wait(), timeout=60)`, or 0. */
function readTimeout(call: SgNode): number {
  if (!/(?:^|\.)wait_for$/u.test(call.field('function')?.text() ?? '')) return 0;
  const timeout = argumentsOf(call)[1];
  return Number((timeout?.field('value') ?? timeout)?.text() ?? 0);
}

export function findSessionUses(part: SgNode, name: string): readonly SgNode[] {
  return part.findAll({ rule: { kind: 'identifier', regex: `^${name}$` } }).filter((use) => {
    const outer = use.parent();
    const isLabel =
      (outer?.field('name') ?? outer?.field('attribute'))?.id() === use.id() ||
      /parameter/u.test(String(outer?.kind()));
    return !isLabel;
  });
}

/** Returns the 1-based lines of the statements that contain the nodes. */
export function listStatementLines(nodes: readonly SgNode[]): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const node of nodes) {
    const statement = [...around(node)].find((outer) =>
      /statement$|declaration$/u.test(String(outer.kind())),
    );
    const isCompound = (statement?.field('body') ?? statement?.field('consequence')) != null;
    const { start, end } = (isCompound ? node : (statement ?? node)).range();
    for (let { line } = start; line <= end.line; line += 1) lines.add(line + 1);
  }
  return lines;
}

/**
 * Returns the use since which a session has held its connection at an offset of its function; null
 * if it has not used the connection yet or has released it.
 */
export function findConnectionStart(uses: readonly SgNode[], at: number): SgNode | null {
  let since: SgNode | null = null;
  for (const use of uses) {
    if (use.range().start.index >= at) break;
    const member = use.parent();
    const method = (member?.field('attribute') ?? member?.field('property'))?.text() ?? '';
    if (/^(?:commit|rollback|close|aclose|release)$/u.test(method)) since = null;
    else since ??= use;
  }
  return since;
}
