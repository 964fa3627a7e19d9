import type { PromiseOutcome } from '../values/encoded-value.ts';
import { createSnapshotRecorder } from '../values/value-snapshot-recorder.ts';
import type { ModuleRecorder, ModuleSettings } from './module-recorder.ts';
import type { CallLog } from './recorded-call-log.ts';
import type { FunctionWrappers } from './recording-function-wrappers.ts';
import type { CallSampler } from './sample-calls-to-record.ts';
import { createArgumentWrapper } from './wrap-callback-arguments.ts';
import { createReturnedValueWrapper } from './wrap-returned-values.ts';

const MOST_CHARACTERS = 20_000_000;

/** @param serial - Number of the session in its log. */
export function createModuleRecorder(
  { file, root, names, globals }: ModuleSettings,
  serial: number,
  { log, sampler, wrappers }: { log: CallLog; sampler: CallSampler; wrappers: FunctionWrappers },
): ModuleRecorder {
  const paths = new WeakMap<object, readonly string[]>();
  const prototypes = new WeakMap<object, readonly string[]>();
  const recordedInstances = new WeakMap<object, boolean>();
  const promiseOutcomes = new WeakMap<object, PromiseOutcome>();
  let calls = 0;
  let isRecording = log.write({ s: serial, file });
  const snapshots = createSnapshotRecorder({
    exportPath: (object) => paths.get(wrappers.unwrap(object)) ?? null,
    prototypePath: (object) => prototypes.get(object),
    unwrap: wrappers.unwrap,
    promiseOutcome: (promise) => promiseOutcomes.get(promise),
    maxCharacters: MOST_CHARACTERS,
    maxObjects: 20_000,
  });
  const recorder: ModuleRecorder = {
    root,
    sampler,
    wrappers,
    declaredNames: new Set(names),
    nextId: () => {
      calls += 1;
      return calls;
    },
    now: () => globals.Date.now(),
    isRecording: () => isRecording,
    close: () => {
      isRecording = false;
    },
    write: (line) => {
      // Nothing is recorded twice, so that a lost line ends the session.
      if (isRecording) isRecording = log.write({ s: serial, ...line });
    },
    snapshot: snapshots.snapshot,
    idOf: (object) => snapshots.idOf(wrappers.unwrap(object)),
    unwrap: wrappers.unwrap,
    wrapArgument: (value) => wrapArgument(value),
    wrapReturned: (value) => wrapReturned(value),
    markInstance: (instance, isRecorded) => {
      if (isObject(instance)) recordedInstances.set(instance, isRecorded);
    },
    isInstanceRecorded: (instance) => recordedInstances.get(instance),
    nameExport: (object, path) => {
      const original = wrappers.unwrap(object);
      if (!paths.has(original)) paths.set(original, path);
      const prototype: unknown = Object.getOwnPropertyDescriptor(original, 'prototype')?.value;
      if (typeof original === 'function' && isObject(prototype)) prototypes.set(prototype, path);
    },
    isExported: (original) => paths.has(original),
    isExports: (value) => isObject(value) && paths.has(value),
  };
  const wrapArgument = createArgumentWrapper(recorder, promiseOutcomes);
  const wrapReturned = createReturnedValueWrapper(recorder);
  return recorder;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
