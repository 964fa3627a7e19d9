/**
 * Loaded into every Node.js process of a measured program when its outgoing HTTP requests are
 * counted. One byte is appended to a file at the start of each request: even if the process is then
 * ended, also by SIGKILL, the request has been counted, and no signal handler or exit hook changes
 * the behavior of the program. Appends of one byte are atomic, so all processes and worker threads
 * share the file.
 *
 * Covers `fetch` and everything else on undici, and `node:http`, `node:https` and `node:http2` with
 * anything built on them. A followed redirect is a second request, and so is a retry.
 */
import { subscribe } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';

/** Marks the connections of undici, which itself uses `node:http2` for HTTP/2. */
const OF_UNDICI = Symbol('counted by undici');

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
    // Opened immediately: an existing file shows that a Node.js process took part.
    descriptor = openSync(path, 'a');
  } catch {
    // The program changed to another user or root directory: it is not counted, but must not fail.
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
