import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, around, isFunction } from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { estimateWaitSeconds, findEndlessLoop } from './estimate-wait-duration-of-loop-or-call.ts';
import type { InjectedSession } from './fastapi-injected-sessions.ts';

/** Part of a handler that continues long after its database work is done. */
export interface LongLivedWork {
  readonly kind: 'WebSocket' | 'server-sent events' | 'stream' | 'download' | 'long poll';
  /** Long-lived parts: a loop, a generator, or the call of a generator. */
  readonly parts: readonly SgNode[];
  /** Node at which it begins. */
  readonly node: SgNode;
}

const STREAMS = /(?:^|\.)(?:StreamingResponse|EventSourceResponse|SSEResponse)$/u;
const EVENTS = /text\/event-stream/u;
/** Maximum number of seconds that a poll may wait (L654-03). */
export const MAX_POLL_SECONDS = 30;

/** Returns long-lived work of a handler with an injected session; null: it responds and ends. */
export function findLongLivedWork(
  audited: AuditedCode,
  session: InjectedSession,
): LongLivedWork | null {
  const body = session.node.field('body');
  if (body === null) return null;
  if (session.isWebSocket) {
    const loop = loopsIn(session.node).find((candidate) => isTalking(candidate));
    return loop === undefined ? null : { kind: 'WebSocket', parts: [loop], node: loop };
  }
  return streamIn(audited, session) ?? pollIn(session.node);
}

/** A loop that waits for the other side, or for time. */
function isTalking(loop: SgNode): boolean {
  return loop.kind() === 'for_statement'
    ? /(?:^|\.)iter_\w+\(/u.test(loop.field('right')?.text() ?? '')
    : callsIn(loop).some((callee) => /\.(?:receive|send)(?:_\w+)?$|(?:^|\.)sleep$/u.test(callee));
}

function streamIn(audited: AuditedCode, session: InjectedSession): LongLivedWork | null {
  const response = session.node
    .findAll({ rule: { kind: 'call' } })
    .find((call) => STREAMS.test(call.field('function')?.text() ?? ''));
  if (response === undefined) return null;
  const [first] = argumentsOf(response);
  const content = first?.kind() === 'keyword_argument' ? first.field('value') : first;
  if (content == null) return null;
  const generator = generatorOf(audited, session, content);
  const parts = generator === null ? [content] : [content, generator];
  const isEvents =
    /(?:EventSource|SSE)Response$/u.test(response.field('function')?.text() ?? '') ||
    EVENTS.test(response.text());
  if (isEvents) return { kind: 'server-sent events', parts, node: response };
  const isEndless = generator !== null && findEndlessLoop(generator) !== null;
  return { kind: isEndless ? 'stream' : 'download', parts, node: response };
}

/** Returns the generator of the streamed values: a function in the handler or of the project. */
function generatorOf(
  audited: AuditedCode,
  { node, function: index }: InjectedSession,
  content: SgNode,
): SgNode | null {
  const target = content.kind() === 'call' ? content.field('function') : content;
  const name = target?.text() ?? '';
  const inner = node
    .findAll({ rule: { kind: 'function_definition' } })
    .find((definition) => definition.field('name')?.text() === name);
  if (inner !== undefined) return inner;
  const site = audited.code
    .callsOf(index)
    .find(({ raw }) => raw.end === content.range().end.index && raw.callee === name);
  const [only] = site?.call.isGuess === false ? site.call.targets : [];
  return only === undefined ? null : findFunctionNode(audited, only);
}

/** Returns the long wait of a handler for an event, or null. */
function pollIn(handler: SgNode): LongLivedWork | null {
  const waits = handler
    .findAll({
      rule: { any: [{ kind: 'while_statement' }, { kind: 'for_statement' }, { kind: 'call' }] },
    })
    .filter((node) => isOwn(node, handler))
    .find((node) => (estimateWaitSeconds(node) ?? 0) > MAX_POLL_SECONDS);
  return waits === undefined ? null : { kind: 'long poll', parts: [waits], node: waits };
}

function loopsIn(handler: SgNode): readonly SgNode[] {
  return handler
    .findAll({ rule: { any: [{ kind: 'while_statement' }, { kind: 'for_statement' }] } })
    .filter((loop) => isOwn(loop, handler));
}

/** True for nodes of the handler itself, not of a function inside it. */
function isOwn(node: SgNode, handler: SgNode): boolean {
  const outermost = [...around(node)].at(-1) ?? node;
  const scope = isFunction(node) ? node : outermost.parent();
  return scope?.id() === handler.id();
}

function callsIn(node: SgNode): readonly string[] {
  return node
    .findAll({ rule: { kind: 'call' } })
    .map((call) => call.field('function')?.text() ?? '');
}
