import { types } from 'node:util';
import type { CallbackCall, Callee, Outcome } from '../sessions/recorded-call-session.ts';
import type { EncodedValue } from '../values/encoded-value.ts';
import type { Snapshot } from '../values/value-snapshot-recorder.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { listReadFiles, type ReadFiles } from './record-file-reads.ts';
import { isModuleRunning, runInFrame } from './recorded-call-stack.ts';
import { type Callable, isPlainObject } from './recording-function-wrappers.ts';

const UNDEFINED: EncodedValue = { is: 'undefined' };

/** End of a call. */
export type EndType = Exclude<Outcome['type'], 'pending'>;

/** A recorded call that is under way, or whose callbacks may still be called. */
export interface OpenCall {
  readonly id: number;
  readonly callbacks: CallbackCall[];
  isOver: boolean;
  /** Calls of callbacks since it is over. */
  lateCallbacks: number;
  /** Files that it has read. */
  readonly files: ReadFiles;
}

/** Call from outside: its name in the counts, and its target as a session records it. */
export interface ExternalCall {
  readonly name: string;
  readonly callee: () => Callee;
  readonly construct: boolean;
  /** `this`; undefined if it is irrelevant to the session. */
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly run: (args: readonly unknown[]) => unknown;
}

/** Runs a call into a module, recording arguments and outcome; calls within are not recorded. */
export function recordCall(recorder: ModuleRecorder, externalCall: ExternalCall): unknown {
  if (isModuleRunning(recorder)) return externalCall.run(externalCall.args);
  const { sampler } = recorder;
  if (!isRecorded(recorder, externalCall)) {
    const result = runInFrame({ module: recorder, call: null }, () =>
      externalCall.run(externalCall.args),
    );
    if (externalCall.construct) recorder.markInstance(result, false);
    return result;
  }
  const beganMs = performance.now();
  const args = externalCall.args.map((argument) => recorder.wrapArgument(argument));
  const call: OpenCall = {
    id: recorder.nextId(),
    callbacks: [],
    isOver: false,
    lateCallbacks: 0,
    files: new Map(),
  };
  writeBegin(recorder, externalCall, call);
  const readyMs = performance.now();
  sampler.spend(0, readyMs - beganMs);
  const end = (type: EndType, value: unknown): void => {
    const ms = performance.now() - readyMs;
    sampler.spend(ms, 0);
    writeEnd(recorder, { externalCall, call, ms }, type, value);
  };
  let result: unknown;
  try {
    result = runInFrame({ module: recorder, call }, () => externalCall.run(args));
  } catch (error) {
    end('threw', error);
    throw error;
  }
  // The original promise is returned, so that the caller observes no difference.
  if (types.isPromise(result)) {
    result.then(
      (value) => end('resolved', value),
      (error: unknown) => end('rejected', error),
    );
    return result;
  }
  const returned = recorder.wrapReturned(result);
  end('returned', returned);
  if (externalCall.construct) recorder.markInstance(result, true);
  return returned;
}

/** True if a call is recorded: all of an object are, or none, as it carries earlier effects. */
function isRecorded(recorder: ModuleRecorder, { name, self, args }: ExternalCall): boolean {
  const { sampler } = recorder;
  const isSampled = sampler.isRecorded(name, args);
  const isObject = typeof self === 'object' && self !== null;
  const isInstanceRecorded = isObject ? recorder.isInstanceRecorded(self) : undefined;
  // Ends the session before only some calls of an object would be recorded.
  if (isInstanceRecorded === true && sampler.isTimeUpForObjects()) recorder.close();
  return recorder.isRecording() && (isInstanceRecorded ?? isSampled);
}

function writeBegin(recorder: ModuleRecorder, externalCall: ExternalCall, { id }: OpenCall): void {
  const { construct } = externalCall;
  const { values, objects } = recorder.snapshot([externalCall.self, ...externalCall.args]);
  const [self = UNDEFINED, ...given] = values;
  const callee = externalCall.callee();
  const weight = recorder.sampler.takeWeight(externalCall.name);
  const begin = {
    id,
    callee,
    construct,
    self,
    given,
    before: objects,
    at: recorder.now(),
    ...(weight > 1 && { weight }),
  };
  recorder.write({ name: externalCall.name, begin });
}

function writeEnd(
  recorder: ModuleRecorder,
  {
    externalCall: { self, args },
    call,
    ms,
  }: { readonly externalCall: ExternalCall; readonly call: OpenCall; readonly ms: number },
  type: EndType,
  value: unknown,
): void {
  const beganMs = performance.now();
  const result = type === 'resolved' ? recorder.wrapReturned(value) : value;
  const snapshot = recorder.snapshot([result, self, ...args]);
  call.isOver = true;
  recorder.write({
    end: {
      id: call.id,
      outcome: createOutcome(type, snapshot),
      after: snapshot.objects,
      callbacks: call.callbacks,
      ...(call.files.size > 0 && { files: listReadFiles(recorder.root, call.files) }),
      ms: Math.round(ms * 1e6) / 1e6,
    },
  });
  recorder.sampler.spend(0, performance.now() - beganMs);
}

/** @param values - Those of a snapshot, of which the first is the result or the error. */
export function createOutcome(type: EndType, { values }: Pick<Snapshot, 'values'>): Outcome {
  const [value = UNDEFINED] = values;
  switch (type) {
    case 'returned':
    case 'resolved':
      return { type, value };
    case 'threw':
    case 'rejected':
      return { type, error: value };
  }
}

/** Creates the proxy handler of a module's function, which records its calls. */
export function createRecordingFunction(
  recorder: ModuleRecorder,
  name: string,
  calleeOf: (self: unknown) => Callee,
): ProxyHandler<Callable> {
  return {
    apply: (target, wrappedSelf, args) => {
      const self = recorder.unwrap(wrappedSelf);
      if (isOnlyCounted(recorder, name, self)) return Reflect.apply(target, self, args);
      return recordCall(recorder, {
        name,
        callee: () => calleeOf(self),
        construct: false,
        self: isCalledOnExports(recorder, self, target) ? undefined : self,
        args,
        run: (wrappedArgs) => Reflect.apply(target, self, wrappedArgs),
      });
    },
    construct: (target, args, wrappedNewTarget) => {
      const newTarget = recorder.unwrap(wrappedNewTarget);
      // An instance of a subclass declared elsewhere.
      if (newTarget !== target) {
        const instance = Reflect.construct(target, args, newTarget) as object;
        recorder.markInstance(instance, false);
        return instance;
      }
      return recordCall(recorder, {
        name: `new ${name}`,
        callee: () => calleeOf(undefined),
        construct: true,
        self: undefined,
        args,
        run: (wrappedArgs) => Reflect.construct(target, wrappedArgs, newTarget),
      }) as object;
    },
  };
}

/** True if a call is only counted; all calls of objects carrying earlier effects are recorded. */
function isOnlyCounted(recorder: ModuleRecorder, name: string, self: unknown): boolean {
  const isObject = typeof self === 'object' && self !== null;
  const mustRecord =
    isObject && recorder.isRecording() && recorder.isInstanceRecorded(self) === true;
  return !mustRecord && recorder.sampler.isOnlyCounted(name);
}

/** True if a function is called on the object that exports it, whatever loader made that object. */
function isCalledOnExports(recorder: ModuleRecorder, self: unknown, target: Callable): boolean {
  if (typeof self !== 'object' || self === null) return false;
  if (types.isModuleNamespaceObject(self) || recorder.isExports(self)) return true;
  if (!isPlainObject(self) || !recorder.isExported(target)) return false;
  // Custom loaders may use an object with getters for the exports.
  return hasValue(self, recorder.wrappers.wrapperOf(target));
}

function hasValue(owner: object, value: unknown): boolean {
  return Object.keys(owner).some((key) => {
    const own = Object.getOwnPropertyDescriptor(owner, key);
    return own?.value === value || (own?.get !== undefined && Reflect.get(owner, key) === value);
  });
}
