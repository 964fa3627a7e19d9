/**
 * Loaded into every Node.js process of a measured program when its outgoing HTTP requests are
 * counted. One byte is appended to a file for each request at the moment when it starts: whatever
 * ends the process afterwards, SIGKILL included, the request has been counted, and no signal
 * handler or exit hook changes how the program behaves. Appends of one byte are atomic, so that all
 * processes and worker threads share the file.
 *
 * Counted are `fetch` and everything else on undici, and `node:http`, `node:https` and `node:http2`
 * with what is built on them. A redirect that is followed is a second request, and so is a retry.
 */
import { subscribe } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';

/** On the connections of undici, which itself speaks HTTP/2 by `node:http2`. */
const OF_UNDICI = Symbol('counted by undici');

/** As far as the messages of the channels are looked at here. */
interface Connected {
  readonly socket: { [OF_UNDICI]?: true };
}
interface StreamStarted {
  readonly stream: { readonly session?: { readonly socket?: Connected['socket'] } };
}

const file = process.env.PERF_HARNESS_ROUND_TRIPS;
if (file !== undefined && file !== '') countInto(file);

function countInto(path: string): void {
  let descriptor: number;
  try {
    // Opened at once: a file that is there says that a Node.js process took part.
    descriptor = openSync(path, 'a');
  } catch {
    // The program went to another user or another root: it goes uncounted, but it must not fail.
    return;
  }
  const count = (): void => {
    try {
      writeSync(descriptor, '.');
    } catch {
      // Disk full, or the program closed a descriptor that was not its own.
    }
  };
  subscribe('undici:request:create', count);
  subscribe('http.client.request.start', count);
  subscribe('undici:client:connected', (message) => {
    (message as Connected).socket[OF_UNDICI] = true;
  });
  subscribe('http2.client.stream.start', (message) => {
    if (!(message as StreamStarted).stream.session?.socket?.[OF_UNDICI]) count();
  });
}
