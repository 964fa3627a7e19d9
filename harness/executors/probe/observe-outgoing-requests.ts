/** Runs in the measured server: how long its own HTTP requests take to be answered. */
import { subscribe } from 'node:diagnostics_channel';
import { outgoingRequestWaits } from './server-wait-time-and-pool-usage-recorder.ts';

interface About {
  readonly request: object;
}

/** Channels from request to answer head, for `fetch` and all undici, `node:http` and `https`. */
const CHANNELS = [
  { start: 'undici:request:create', end: 'undici:request:headers', error: 'undici:request:error' },
  {
    start: 'http.client.request.start',
    end: 'http.client.response.finish',
    error: 'http.client.request.error',
  },
] as const;

export function observeOutgoingRequests(): void {
  const startedMs = new WeakMap<object, number>();
  const begin = (message: unknown): void => {
    startedMs.set((message as About).request, performance.now());
  };
  const end = (message: unknown): void => {
    const { request } = message as About;
    const started = startedMs.get(request);
    if (started === undefined) return;
    startedMs.delete(request);
    outgoingRequestWaits.add(performance.now() - started);
  };
  for (const channel of CHANNELS) {
    subscribe(channel.start, begin);
    subscribe(channel.end, end);
    subscribe(channel.error, end);
  }
}
