import { types } from 'node:util';
import type { CallbackCall, Callee, Outcome } from '../recorded-call-session.ts';
import type { EncodedValue } from '../values/encoded-value.ts';
import type { Snapshot } from '../values/value-snapshot-recorder.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { placeFiles, type ReadFiles } from './record-file-reads.ts';
import { isModuleRunning, runInFrame } from './recorded-call-stack.ts';
import { type Callable, isPlainObject } from './recording-function-wrappers.ts';

const UNDEFINED: EncodedValue = { is: 'undefined' };

/** A call that is under way. */
export interface OpenCall {
  readonly id: number;
  readonly callbacks: CallbackCall[];
  isOver: boolean;
  /** Calls of callbacks since it is over. */
  late: number;
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
  readonly given: readonly unknown[];
  readonly run: (given: readonly unknown[]) => unknown;
}

/** Runs a call into a module, recording arguments and outcome; calls within are not recorded. */
export function recordCall(recorder: ModuleRecorder, called: ExternalCall): unknown {
  if (isModuleRunning(recorder)) return called.run(called.given);
  const { choice } = recorder;
  const isWanted = isOfWanted(recorder, called);
  if (!isWanted) {
    const result = runInFrame({ module: recorder, call: null }, () => called.run(called.given));
    if (called.construct) recorder.keepInstance(result, false);
    return result;
  }
  const beganMs = performance.now();
  const given = called.given.map((argument) => recorder.handIn(argument));
  const call: OpenCall = {
    id: recorder.nextId(),
    callbacks: [],
    isOver: false,
    late: 0,
    files: new Map(),
  };
  writeBegin(recorder, called, call);
  const readyMs = performance.now();
  choice.spend(0, readyMs - beganMs);
  const end = (type: Exclude<Outcome['type'], 'pending'>, value: unknown): void => {
    const ms = performance.now() - readyMs;
    choice.spend(ms, 0);
    writeEnd(recorder, { called, call, ms }, type, value);
  };
  let result: unknown;
  try {
    result = runInFrame({ module: recorder, call }, () => called.run(given));
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
  const out = recorder.giveOut(result);
  end('returned', out);
  if (called.construct) recorder.keepInstance(result, true);
  return out;
}

/** True if a call is recorded: all of an object are, or none, as it carries earlier effects. */
function isOfWanted(recorder: ModuleRecorder, { name, self, given }: ExternalCall): boolean {
  const { choice } = recorder;
  const isWanted = choice.isWanted(name, given);
  const isKept = typeof self === 'object' && self !== null ? recorder.isKept(self) : undefined;
  // Ends the session before only some calls of an object would be recorded.
  if (isKept === true && choice.isUp()) recorder.close();
  return recorder.isOpen() && (isKept ?? isWanted);
}

function writeBegin(recorder: ModuleRecorder, called: ExternalCall, { id }: OpenCall): void {
  const { self, construct } = called;
  const told = recorder.tell([self, ...called.given]);
  const [of = UNDEFINED, ...given] = told.values;
  const callee = called.callee();
  const weight = recorder.choice.weightOf(called.name);
  const begin = {
    id,
    callee,
    construct,
    self: of,
    given,
    before: told.objects,
    at: recorder.now(),
    ...(weight > 1 && { weight }),
  };
  recorder.write({ name: called.name, begin });
}

function writeEnd(
  recorder: ModuleRecorder,
  {
    called,
    call,
    ms,
  }: { readonly called: ExternalCall; readonly call: OpenCall; readonly ms: number },
  type: Exclude<Outcome['type'], 'pending'>,
  value: unknown,
): void {
  const beganMs = performance.now();
  const last = type === 'resolved' ? recorder.giveOut(value) : value;
  const told = recorder.tell([last, called.self, ...called.given]);
  call.isOver = true;
  recorder.write({
    end: {
      id: call.id,
      outcome: createOutcome(type, told),
      after: told.objects,
      callbacks: call.callbacks,
      ...(call.files.size > 0 && { files: placeFiles(recorder.root, call.files) }),
      ms: Math.round(ms * 1e6) / 1e6,
    },
  });
  recorder.choice.spend(0, performance.now() - beganMs);
}

export function createOutcome(type: Exclude<Outcome['type'], 'pending'>, told: Snapshot): Outcome {
  const [value = UNDEFINED] = told.values;
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
    apply: (target, self, given) => {
      const own = recorder.originalOf(self);
      if (isOnlyCounted(recorder, name, own)) return Reflect.apply(target, own, given);
      return recordCall(recorder, {
        name,
        callee: () => calleeOf(own),
        construct: false,
        self: isOwner(recorder, own, target) ? undefined : own,
        given,
        run: (all) => Reflect.apply(target, own, all),
      });
    },
    construct: (target, given, newTarget) => {
      const own = recorder.originalOf(newTarget);
      // An instance of a subclass declared elsewhere.
      if (own !== target) {
        const made = Reflect.construct(target, given, own) as object;
        recorder.keepInstance(made, false);
        return made;
      }
      return recordCall(recorder, {
        name: `new ${name}`,
        callee: () => calleeOf(undefined),
        construct: true,
        self: undefined,
        given,
        run: (all) => Reflect.construct(target, all, own),
      }) as object;
    },
  };
}

/** True if a call is only counted; all calls of objects carrying earlier effects are recorded. */
function isOnlyCounted(recorder: ModuleRecorder, name: string, self: unknown): boolean {
  const isObject = typeof self === 'object' && self !== null;
  const isTold = isObject && recorder.isOpen() && recorder.isKept(self) === true;
  return !isTold && recorder.choice.isOver(name);
}

/** True if a function is called on the object that exports it, whatever loader made that object. */
function isOwner(recorder: ModuleRecorder, self: unknown, target: Callable): boolean {
  if (typeof self !== 'object' || self === null) return false;
  if (types.isModuleNamespaceObject(self) || recorder.isExports(self)) return true;
  const isBare = isPlainObject(self);
  // Custom loaders may use an object with getters for the exports.
  return isBare && recorder.isExported(target) && holds(self, recorder.wrappers.wrapperOf(target));
}

function holds(owner: object, value: unknown): boolean {
  return Object.keys(owner).some((key) => {
    const own = Object.getOwnPropertyDescriptor(owner, key);
    return own?.value === value || (own?.get !== undefined && Reflect.get(owner, key) === value);
  });
}
