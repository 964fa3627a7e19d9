import type { ChannelUse } from './compare-channels.ts';

/**
 * What Socket.IO, `ws`, emitters and clients of databases say by themselves of a connection or of their listeners.
 * Whoever hears it waits for the library and for nobody in the project.
 */
const KEPT =
  /^(?:connect(?:_error|_failed|_timeout|ion|ing)?|disconnect(?:ing|ed|ion)?|error|close|open|message|newListener|removeListener|ready|end|reconnect\w*|ping|pong|upgrade)$/u;

/** Whether a name is one that a library keeps for itself: no channel of the project. */
export function isKeptName({ channel_name: name, technology }: ChannelUse): boolean {
  return (technology === 'socket' || technology === 'emitter') && KEPT.test(name);
}
