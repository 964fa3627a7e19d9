/**
 * Runs one form of one case and prints how many nanoseconds a call takes, once it is warm: of the
 * quickest batch, and where it waits for other threads, what its own thread computes.
 *
 *   node bench/codemods/time-form-child.ts fixture <id> before|after
 *   node bench/codemods/time-form-child.ts myth <id> before|after
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PERFORMANCE_MYTHS } from './performance-myths.ts';

/** Durations in CPU time of this thread: waiting on a busy machine does not warm up a process. */
const WARM_MS = 60;
const MEASURE_MS = 40;
const BATCH_MS = 0.5;
/** Duration of the calls that the batch size is estimated from. */
const SIZING_MS = 5;
const ASYNC_CALLS = 10;

/** Last result, stored so that the compiler cannot eliminate the call. */
let result: unknown;

const [, , kind, id = '', form = ''] = process.argv;
const run = kind === 'myth' ? myth() : await fixture();
const isAsync = run() instanceof Promise;

await repeatFor(WARM_MS);
process.stdout.write(String(1e6 * (isAsync ? await computed() : quickest())));
if (result === run) throw new Error('a case gave itself');

/** Milliseconds of a call in the quickest batch: the others were disturbed. */
function quickest(): number {
  const began = threadMs();
  let calls = 0;
  do calls += callAll(1) >= 0 ? 1 : 0;
  while (threadMs() - began < SIZING_MS);
  const size = Math.max(1, Math.round((calls * BATCH_MS) / SIZING_MS));
  let least = Number.POSITIVE_INFINITY;
  const end = threadMs() + MEASURE_MS;
  do least = Math.min(least, callAll(size) / size);
  while (threadMs() < end);
  return least;
}

/** Returns this thread's CPU milliseconds of a call: work moved to another thread is the gain. */
async function computed(): Promise<number> {
  const started = threadMs();
  for (let index = 0; index < ASYNC_CALLS; index += 1) result = await run();
  return (threadMs() - started) / ASYNC_CALLS;
}

function myth(): () => unknown {
  const found = PERFORMANCE_MYTHS[id];
  if (found === undefined) throw new Error(`there is no myth ${id}`);
  return form === 'before' ? found.before : found.after;
}

async function fixture(): Promise<() => unknown> {
  const folder = join(import.meta.dirname, '../../test/fixtures/codemods', id);
  const name = readdirSync(folder).find((fileName) => fileName.startsWith(`${form}.`)) ?? '';
  const load = (file: string) => import(pathToFileURL(join(folder, file)).href);
  const [{ subject }, { heavy }] = await Promise.all([load(name), load('inputs.ts')]);
  const given = heavy();
  return () => subject(...given);
}

/** Returns the milliseconds of some calls, storing results so the compiler keeps the work. */
function callAll(times: number): number {
  const started = performance.now();
  for (let index = 0; index < times; index += 1) result = run();
  return performance.now() - started;
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e3;
}

async function repeatFor(ms: number): Promise<void> {
  const until = threadMs() + ms;
  do result = await run();
  while (threadMs() < until);
}
