/**
 * Loaded by watched files in every process that runs them, to record calls of their exports. It
 * runs inside a foreign program, which it must never disturb.
 */
import { registerGlobals } from '../values/builtin-objects.ts';
import { createModuleRecorder } from './create-module-recorder.ts';
import type { OpenCall } from './record-call.ts';
import { watchExport } from './record-calls-of-export.ts';
import { type ReadFiles, watchFileReads } from './record-file-reads.ts';
import { addRecordingTime, openCallLog, readRecordingTime } from './recorded-call-log.ts';
import { currentFrame } from './recorded-call-stack.ts';
import { createFunctionWrappers } from './recording-function-wrappers.ts';
import { createCallSampler } from './sample-calls-to-record.ts';

/** Settings that a watched file passes to the recorder. */
interface FileSettings {
  readonly file: string;
  readonly folder: string;
  readonly root: string;
  readonly names: readonly string[];
}

const KEY = Symbol.for('perf-harness.record');
const shared = globalThis as { [KEY]?: ReturnType<typeof openRecording> };
let serial = 0;

/**
 * Starts a session for a loaded module.
 * @param globals - `globalThis` of the module: some runners give each file its own.
 * @returns A function that watches an export, given by its path, and returns its replacement.
 */
export function openModule(
  { folder, ...settings }: FileSettings,
  globals: typeof globalThis,
): (path: readonly string[], value: unknown) => unknown {
  registerGlobals(globals);
  shared[KEY] ??= openRecording(folder);
  serial += 1;
  const recorder = createModuleRecorder({ ...settings, globals }, serial, shared[KEY]);
  return (path, value) => watchExport(recorder, path, value);
}

function openRecording(folder: string) {
  const log = openCallLog(folder);
  const writeCounts = (): void => void log.write({ counts: sampler.counts() });
  const sampler = createCallSampler(readRecordingTime(folder), writeCounts);
  watchFileReads(filesOfRunningCalls);
  process.on('exit', () => {
    writeCounts();
    addRecordingTime(folder, sampler.spentMs());
  });
  return { log, sampler, wrappers: createFunctionWrappers() };
}

/** Returns the files of the recorded calls that are running. */
function filesOfRunningCalls(): readonly ReadFiles[] {
  const all: ReadFiles[] = [];
  for (let frame = currentFrame(); frame !== undefined; frame = frame.parent) {
    // Sound: only recorded calls are put into frames.
    const call = frame.call as OpenCall | null;
    if (call?.isOver === false) all.push(call.files);
  }
  return all;
}
