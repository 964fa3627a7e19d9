import { END_VARIABLE } from './process-termination-address-env-variable.ts';

const MARK = Symbol.for('perf-harness.end-when-asked');

/** Turns an end request into SIGTERM on platforms without signals. Several preloads may call it. */
export function terminateOnHarnessRequest(): void {
  const place = process.env[END_VARIABLE];
  if (place === undefined || place === '' || MARK in process) return;
  Object.defineProperty(process, MARK, { value: true });
  try {
    const socket = process.getBuiltinModule('node:net').connect(place);
    socket.unref();
    // The harness may have ended, or the program may run as another user now.
    socket.on('error', () => undefined);
    socket.once('data', end);
  } catch {
    // A program that may not open sockets is killed without a request to end.
  }
}

function end(): void {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.kill(process.pid, 'SIGTERM');
}
