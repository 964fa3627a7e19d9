import { types } from 'node:util';
import type { Callee, Outcome } from '../sessions/recorded-call-session.ts';
import type { EncodedValue } from '../values/encoded-value.ts';
import type { Snapshot } from '../values/value-snapshot-recorder.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { listReadFiles } from './record-file-reads.ts';
import { listFrames, type OpenCall, runInFrame } from './recorded-call-stack.ts';
import { type Callable, isPlainObject } from './recording-function-wrappers.ts';

const UNDEFINED: EncodedValue = { is: 'undefined' };

export type EndType = Exclude<Outcome['type'], 'pending'>;

/** Call from outside: its name in the counts, and its target as a session records it. */
interface ExternalCall {
  readonly name: string;
  readonly callee: () => Callee;
  readonly construct: boolean;
  /** `this`; undefined if it is irrelevant to the session. */
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly run: (args: readonly unknown[]) => unknown;
}

/** Runs a call into a module, recording arguments and outcome; calls within are not recorded. */
function recordCall(recorder: ModuleRecorder, externalCall: ExternalCall): unknown {
  const { construct, self, run } = externalCall;
  if ([...listFrames()].some(({ module }) => module === recorder)) return run(externalCall.args);
  const { sampler } = recorder;
  if (!isRecorded(recorder, externalCall)) {
    const result = runInFrame({ module: recorder, call: null }, () => run(externalCall.args));
    if (construct) recorder.markInstance(result, false);
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
    const endedMs = performance.now();
    const ms = endedMs - readyMs;
    sampler.spend(ms, 0);
    const result = type === 'resolved' ? recorder.wrapReturned(value) : value;
    const snapshot = recorder.snapshot([result, self, ...externalCall.args]);
    call.isOver = true;
    recorder.write({
      end: {
        id: call.id,
        outcome: createOutcome(type, snapshot),
        after: snapshot.objects,
        callbacks: call.callbacks,
        ...(call.files.size > 0 && { files: listReadFiles(recorder.root, call) }),
        ms: Math.round(ms * 1e6) / 1e6,
      },
    });
    sampler.spend(0, performance.now() - endedMs);
  };
  const result = runAndReport(() => runInFrame({ module: recorder, call }, () => run(args)), {
    end,
    wrap: (value) => recorder.wrapReturned(value),
  });
  if (construct) recorder.markInstance(result, true);
  return result;
}

/**
 * Runs a function, and reports how it ends: later, if it returns a promise. That promise is returned
 * itself, so that the caller observes no difference; other results are wrapped.
 */
export function runAndReport(
  run: () => unknown,
  report: {
    readonly end: (type: EndType, value: unknown) => void;
    readonly wrap: (value: unknown) => unknown;
  },
): unknown {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    report.end('threw', error);
    throw error;
  }
  if (types.isPromise(result)) {
    result.then(
      (value) => report.end('resolved', value),
      (error: unknown) => report.end('rejected', error),
    );
    return result;
  }
  const returned = report.wrap(result);
  report.end('returned', returned);
  return returned;
}

/** True if a call is recorded: all of an object are, or none, as it carries earlier effects. */
function isRecorded(recorder: ModuleRecorder, { name, self, args }: ExternalCall): boolean {
  const { sampler } = recorder;
  const isSampled = sampler.isRecorded(name, args);
  const isInstanceRecorded = recorder.isInstanceRecorded(self);
  // Ends the session before only some calls of an object would be recorded.
  if (isInstanceRecorded === true && sampler.isTimeUpForObjects()) recorder.isRecording = false;
  return recorder.isRecording && (isInstanceRecorded ?? isSampled);
}

function writeBegin(recorder: ModuleRecorder, externalCall: ExternalCall, { id }: OpenCall): void {
  const { name, construct } = externalCall;
  const { values, objects } = recorder.snapshot([externalCall.self, ...externalCall.args]);
  const [self = UNDEFINED, ...given] = values;
  const callee = externalCall.callee();
  const weight = recorder.sampler.takeWeight(name);
  const call = { id, callee, construct, self, given, before: objects, at: recorder.now() };
  recorder.write({ name, begin: { ...call, ...(weight > 1 && { weight }) } });
}

/** @param values - Those of a snapshot, of which the first is the result or the error. */
export function createOutcome(type: EndType, { values }: Pick<Snapshot, 'values'>): Outcome {
  const [value = UNDEFINED] = values;
  return type === 'returned' || type === 'resolved' ? { type, value } : { type, error: value };
}

/** Creates the proxy handler of a module's function, which records its calls. */
export function createRecordingFunction(
  recorder: ModuleRecorder,
  name: string,
  calleeOf: (self: unknown) => Callee,
): ProxyHandler<Callable> {
  return {
    apply: (target, wrappedSelf, args) => {
      const self: unknown = recorder.wrappers.unwrap(wrappedSelf);
      // All calls of objects carrying earlier effects are recorded.
      const mustRecord = recorder.isRecording && recorder.isInstanceRecorded(self) === true;
      if (!mustRecord && recorder.sampler.isOnlyCounted(name)) {
        return Reflect.apply(target, self, args);
      }
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
      const newTarget = recorder.wrappers.unwrap(wrappedNewTarget);
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

/** True if a function is called on the object that exports it, whatever loader made that object. */
function isCalledOnExports(recorder: ModuleRecorder, self: unknown, target: Callable): boolean {
  if (typeof self !== 'object' || self === null) return false;
  if (types.isModuleNamespaceObject(self) || recorder.isExport(self)) return true;
  if (!isPlainObject(self) || !recorder.isExport(target)) return false;
  // Custom loaders may use an object with getters for the exports.
  const wrapper = recorder.wrappers.wrapperOf(target);
  return Object.keys(self).some((key) => {
    const own = Object.getOwnPropertyDescriptor(self, key);
    return own?.value === wrapper || (own?.get !== undefined && Reflect.get(self, key) === wrapper);
  });
}
