/**
 * Loaded by watched files in every process that runs them, to record calls of their exports. It
 * runs inside a foreign program, which it must never disturb.
 */
import { registerGlobals } from '../values/builtin-objects.ts';
import { ModuleRecorder, type SharedRecording } from './module-recorder.ts';
import { watchExport } from './record-calls-of-export.ts';
import { watchFileReads } from './record-file-reads.ts';
import { addRecordingTime, openCallLog, readRecordingTime } from './recorded-call-log.ts';
import { FunctionWrappers } from './recording-function-wrappers.ts';
import { CallSampler } from './sample-calls-to-record.ts';
import { createArgumentWrapper } from './wrap-callback-arguments.ts';
import { createReturnedValueWrapper } from './wrap-returned-values.ts';

interface FileSettings {
  readonly file: string;
  readonly folder: string;
  readonly root: string;
  readonly names: readonly string[];
}

const KEY = Symbol.for('perf-harness.record');
const shared = globalThis as { [KEY]?: SharedRecording };
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
  const recorder = new ModuleRecorder({ ...settings, globals }, serial, shared[KEY]);
  recorder.wrapArgument = createArgumentWrapper(recorder);
  recorder.wrapReturned = createReturnedValueWrapper(recorder);
  return (path, value) => watchExport(recorder, path, value);
}

function openRecording(folder: string): SharedRecording {
  const log = openCallLog(folder);
  const writeCounts = (): void => void log.write({ counts: sampler.counts() });
  const sampler = new CallSampler(readRecordingTime(folder), writeCounts);
  watchFileReads();
  process.on('exit', () => {
    writeCounts();
    addRecordingTime(folder, sampler.recordingMs);
  });
  return { log, sampler, wrappers: new FunctionWrappers() };
}
