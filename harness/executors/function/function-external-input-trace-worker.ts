/** Calls a function in a process that reports what it reads. One call, one answer. */

import { setImmediate as turn } from 'node:timers/promises';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import type { Params } from '../../model/scenario/scenario.ts';
import type { TracedInputRecorder } from '../trace/external-input-recorder.ts';
import { recordProcessInputs } from '../trace/record-process-external-inputs.ts';
import { loadFunctionFromModule } from './load-function-from-module.ts';
import type { FunctionLocation } from './locate-measured-function.ts';
import { serveWorkerCalls } from './serve-worker-calls.ts';
import {
  type PreparedFunction,
  prepareUserFunction,
} from './set-up-user-function-and-wrap-errors.ts';

/** Calls after the first: at least `FEWEST_CALLS`, up to `MOST_CALLS` within `CALLS_MS` ms. */
const FEWEST_CALLS = 3;
const MOST_CALLS = 5_000;
const CALLS_MS = 20;
/** Event-loop iterations in which started work may finish. */
const TURNS = 3;

const now = process.hrtime.bigint.bind(process.hrtime);
const once = process.once.bind(process);
const runningNow = process.getActiveResourcesInfo.bind(process);

/** Loads a function, sets it up, calls it and tears it down, and returns all inputs it has read. */
async function traceFunctionExternalInputs({
  body,
  params,
  noteFile,
}: {
  readonly body: FunctionLocation;
  readonly params: Params;
  readonly noteFile: string;
}): Promise<InputTrace> {
  // Imported first, since it has module hooks of its own that do not belong to the program.
  if (body.type === 'tinybench') await import('./load-tinybench-task.ts');
  if (body.type === 'suite') await import('../../loader/captured-benchmark-suites.ts');
  // Standard streams are opened on first access, so they are accessed before resources are listed.
  const before = [process.stdout, process.stderr].length > 0 ? runningNow() : [];
  const seen = await recordProcessInputs(noteFile);
  if (seen === null) {
    return {
      state: 'untraceable',
      reason: 'the Node.js version in use does not report what a program reads',
    };
  }
  const subject = await prepareUserFunction(await loadFunctionFromModule(body), params);
  await callOften(subject, seen, () => settled(before));
  await subject.teardown();
  await settled(before);
  const left = leftRunning(before);
  if (left !== null) seen.refuse(`the function leaves a resource open (${left})`);
  return seen.trace();
}

async function callOften(
  subject: PreparedFunction,
  seen: TracedInputRecorder,
  settle: () => Promise<void>,
): Promise<void> {
  seen.enter('first-call');
  await callOnce(subject);
  await settle();
  seen.enter('later-calls');
  const startedNs = now();
  const isTime = (): boolean => Number(now() - startedNs) < CALLS_MS * 1e6;
  for (let call = 0; call < FEWEST_CALLS || (call < MOST_CALLS && isTime()); call += 1) {
    await callOnce(subject);
  }
  await settle();
  // Work left unfinished by earlier calls may be an input of this call.
  await callOnce(subject);
  seen.enter('end');
}

async function callOnce({ run, fixture, params, before, after }: PreparedFunction): Promise<void> {
  await before?.();
  await run(fixture, params);
  await after?.();
}

/**
 * Resolves when work that was started but not awaited has ended. Compression or hashing in threads
 * of Node.js is not listed as an active resource, but keeps the process alive like any other.
 */
async function settled(before: readonly string[]): Promise<void> {
  for (let index = 0; index < TURNS; index += 1) await turn();
  const { channel } = process;
  if (channel === undefined || leftRunning(before) !== null) return;
  const ended = new Promise<void>((done) => {
    once('beforeExit', () => done());
  });
  channel.unref();
  await ended;
  channel.ref();
}

/** Returns the kind of a resource that keeps this process alive and did not before; null: none. */
function leftRunning(before: readonly string[]): string | null {
  const rest = [...before];
  for (const kind of runningNow()) {
    const index = rest.indexOf(kind);
    if (index < 0) return kind;
    rest.splice(index, 1);
  }
  return null;
}

// Restores the flags that the program is measured with, in case it reads them.
process.execArgv = process.execArgv.filter((word) => word !== '--permission-audit');

const functions = { trace: traceFunctionExternalInputs };

export type TraceFunctions = typeof functions;

serveWorkerCalls(functions, () => true);
