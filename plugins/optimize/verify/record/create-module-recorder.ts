import type { PromiseOutcome } from '../values/encoded-value.ts';
import { createSnapshotRecorder } from '../values/value-snapshot-recorder.ts';
import type { ModuleRecorder, ModuleSettings } from './module-recorder.ts';
import type { CallLog } from './recorded-call-log.ts';
import type { FunctionWrappers } from './recording-function-wrappers.ts';
import type { CallSampler } from './sample-calls-to-record.ts';
import { createArgumentWrapper } from './wrap-callback-arguments.ts';
import { createReturnedValueWrapper } from './wrap-returned-values.ts';

/** Most characters of one session. */
const MOST_CHARACTERS = 20_000_000;

/** @param serial - Number of the session in its log. */
export function createModuleRecorder(
  { file, root, names, world }: ModuleSettings,
  serial: number,
  { log, choice, wrappers }: { log: CallLog; choice: CallSampler; wrappers: FunctionWrappers },
): ModuleRecorder {
  const paths = new WeakMap<object, readonly string[]>();
  const prototypes = new WeakMap<object, readonly string[]>();
  const kept = new WeakMap<object, boolean>();
  const settled = new WeakMap<object, PromiseOutcome>();
  let calls = 0;
  let isOpen = log.write({ s: serial, file });
  const teller = createSnapshotRecorder({
    exportPath: (object) => paths.get(wrappers.originalOf(object)) ?? null,
    prototypePath: (object) => prototypes.get(object),
    unwrap: wrappers.originalOf,
    promiseOutcome: (promise) => settled.get(promise),
    maxCharacters: MOST_CHARACTERS,
    maxObjects: 20_000,
  });
  const recorder: ModuleRecorder = {
    root,
    choice,
    wrappers,
    names: new Set(names),
    nextId: () => {
      calls += 1;
      return calls;
    },
    now: () => world.Date.now(),
    isOpen: () => isOpen,
    close: () => {
      isOpen = false;
    },
    write: (line) => {
      // Nothing is recorded twice, so that a lost line ends the session.
      if (isOpen) isOpen = log.write({ s: serial, ...line });
    },
    tell: teller.snapshot,
    idOf: (object) => teller.idOf(wrappers.originalOf(object)),
    originalOf: wrappers.originalOf,
    handIn: (value) => handIn(value),
    giveOut: (value) => giveOut(value),
    keepInstance: (instance, isKept) => {
      if (typeof instance === 'object' && instance !== null) kept.set(instance, isKept);
    },
    isKept: (instance) => kept.get(instance),
    nameExport: (object, path) => {
      const original = wrappers.originalOf(object);
      if (!paths.has(original)) paths.set(original, path);
      const own: unknown = Object.getOwnPropertyDescriptor(original, 'prototype')?.value;
      if (typeof original === 'function' && isObject(own)) prototypes.set(own, path);
    },
    isExported: (original) => paths.has(original),
    isExports: (value) => typeof value === 'object' && value !== null && paths.has(value),
  };
  const handIn = createArgumentWrapper(recorder, settled);
  const giveOut = createReturnedValueWrapper(recorder);
  return recorder;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
