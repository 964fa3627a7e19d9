/**
 * Runs the bench server with V8's profiler alternately on and off in one process, and measures the
 * CPU time per request of its thread in each stretch, for `bench/profiling.ts`. Arguments: number
 * of stretches of each, their length in milliseconds, the profiler's interval in microseconds.
 */
import { subscribe } from 'node:diagnostics_channel';
import { Session } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../harness/host/network/find-and-probe-ports.ts';

/** CPU time per request of the thread and of the whole process, milliseconds. */
export interface Stretches {
  readonly thread: readonly number[];
  readonly process: readonly number[];
}

const [count = 0, lengthMs = 0, intervalUs = 0] = process.argv.slice(2).map(Number);
/** V8 has compiled by then. */
const WARMUP_MS = 3_000;

let requests = 0;
subscribe('http.server.request.start', () => {
  requests += 1;
});
const port = await findFreePort();
process.env.PORT = String(port);
await import(new URL('./json-server.mjs', import.meta.url).href);
process.send?.({ port });

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: intervalUs });
await sleep(WARMUP_MS);
const found = { on: { thread: [], process: [] }, off: { thread: [], process: [] } } as Record<
  'on' | 'off',
  { thread: number[]; process: number[] }
>;
for (let index = 0; index < 2 * count; index += 1) {
  // on, off, off, on …, so that drift affects both alike.
  const state = index % 4 === 0 || index % 4 === 3 ? 'on' : 'off';
  if (state === 'on') session.post('Profiler.start');
  const before = { thread: usedMs(process.threadCpuUsage()), all: usedMs(process.cpuUsage()) };
  const served = requests;
  await sleep(lengthMs);
  const answered = requests - served;
  found[state].thread.push((usedMs(process.threadCpuUsage()) - before.thread) / answered);
  found[state].process.push((usedMs(process.cpuUsage()) - before.all) / answered);
  if (state === 'on') session.post('Profiler.stop');
}
process.send?.(found);
process.once('disconnect', () => process.exit());

function usedMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}
