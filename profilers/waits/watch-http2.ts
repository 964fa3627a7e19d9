/** Runs in the measured process: its own requests by HTTP/2, gRPC among them, from Node.js 24.1 on. */
import { subscribe } from 'node:diagnostics_channel';
import { hostPattern, pathPattern } from '../path-pattern.ts';
import { beginWait, contextAfter, endWait } from './wait-recorder.ts';
import { emitInContext, emitsIn } from './watch-requests-served.ts';

interface StreamCreated {
  readonly stream: NodeJS.EventEmitter;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What Node.js makes streams from; it is not to be had before there is one. */
const watched = new WeakSet<object>();

export function watchHttp2(): void {
  subscribe('http2.client.stream.created', function waits(message) {
    const { stream, headers } = message as StreamCreated;
    const to = String(headers[':authority'] ?? '');
    const method = String(headers[':method'] ?? 'GET');
    const path = pathPattern(String(headers[':path'] ?? '/'));
    const wait = beginWait('network', `${method} ${hostPattern(to)}${path}`, to, waits);
    if (wait === null) return;
    const prototype: unknown = Object.getPrototypeOf(stream);
    if (typeof prototype === 'object' && prototype !== null && !watched.has(prototype)) {
      watched.add(prototype);
      emitInContext(prototype);
    }
    emitsIn(stream, contextAfter(wait));
    // Whichever comes first: what was reset has no end.
    for (const event of ['end', 'close']) stream.once(event, () => endWait(wait));
  });
}
