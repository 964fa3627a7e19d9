import type { ChannelUse } from './compare-event-senders-and-listeners.ts';

/**
 * Events that Socket.IO, `ws`, emitters and database clients emit by themselves about a connection
 * or their listeners. A listener for them waits for the library, not for code of the project.
 */
const KEPT =
  /^(?:connect(?:_error|_failed|_timeout|ion|ing)?|disconnect(?:ing|ed|ion)?|error|close|open|message|newListener|removeListener|ready|end|reconnect\w*|ping|pong|upgrade)$/u;

/** True for a name that a library reserves for itself, which is no channel of the project. */
export function isReservedEventName({ channel_name: name, technology }: ChannelUse): boolean {
  return (technology === 'socket' || technology === 'emitter') && KEPT.test(name);
}
