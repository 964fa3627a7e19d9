import type { Call, Session } from '../recorded-call-session.ts';

/** Returns a key for the target of a call, as far as the call itself names it. */
export function createCalleeKey({ callee, construct }: Call): string {
  if (callee.kind === 'export') return `${construct ? 'new ' : ''}${callee.path.join('.')}`;
  return callee.kind === 'function' ? callee.kind : `${callee.kind} ${callee.name}`;
}

/** Moves sessions with a function's first call to the front, as time may not suffice for all. */
export function orderSessions(sessions: readonly Session[]): readonly Session[] {
  const called = new Set<string>();
  const [first, rest]: [Session[], Session[]] = [[], []];
  for (const session of sessions) {
    const own = session.calls.map(createCalleeKey);
    (own.some((key) => !called.has(key)) ? first : rest).push(session);
    for (const key of own) called.add(key);
  }
  return [...first, ...rest];
}
