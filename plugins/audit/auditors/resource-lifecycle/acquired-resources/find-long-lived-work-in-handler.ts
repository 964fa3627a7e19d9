import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import type { InjectedSession } from './fastapi-injected-sessions.ts';
import { findSessionUses } from './session-uses.ts';

/** Part of a handler that continues long after its database work is done. */
export interface LongLivedWork {
  readonly kind: 'WebSocket' | 'server-sent events' | 'long poll';
  /** Node at which it begins. */
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
