import { types } from 'node:util';
import type { CallbackCall } from '../sessions/recorded-call-session.ts';
import { findPrototypeName, isNodeInstance } from '../values/builtin-objects.ts';
import type { EncodedValue } from '../values/encoded-value.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { createOutcome, runAndReport } from './record-call.ts';
import { listFrames, runInFrame } from './recorded-call-stack.ts';
import {
  type Callable,
  listOwnFunctions,
  replaceAccessors,
  replaceIteratorMethods,
  replaceProperty,
} from './recording-function-wrappers.ts';

const MOST_CALLBACKS = 1_000;
/** Most of those after the call is over: a listener may be called for the process's lifetime. */
const MOST_LATE = 100;
/** Maximum number of list items that are searched for functions. */
const MOST_ITEMS = 100;

/**
 * Returns a function that makes functions passed to a module record their answers: arguments,
 * functions in lists and objects, and methods of objects such as a database client.
 */
export function createArgumentWrapper(recorder: ModuleRecorder): (value: unknown) => unknown {
  const { wrappers } = recorder;
  const wrapped = new WeakSet<object>();

  const wrap = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'function') return wrapFunction(value as Callable);
    if (typeof value !== 'object' || value === null || depth > 2 || wrapped.has(value))
      return value;
    wrapped.add(value);
    if (types.isPromise(value)) watchPromise(recorder, value);
    else if (Array.isArray(value)) wrapList(value, depth);
    else if (types.isGeneratorObject(value)) {
      replaceIteratorMethods(value, (method) =>
        wrapFunction(function (this: unknown, ...args: unknown[]) {
          return Reflect.apply(method, this, args);
        }),
      );
    } else if (!holdsNoFunctions(value)) wrapObject(value, depth);
    return value;
  };

  const wrapList = (list: unknown[], depth: number): void => {
    if (list.length > MOST_ITEMS || Object.isFrozen(list)) return;
    for (const [key, own] of listOwnFunctions(list)) replaceProperty(list, key, wrapFunction(own));
    for (const item of Object.values(list)) {
      if (typeof item === 'object') wrap(item, depth + 1);
    }
  };

  const wrapObject = (object: object, depth: number): void => {
    wrapMembers(object);
    let prototype = Object.getPrototypeOf(object) as object | null;
    // Its class is the caller's: the methods of all its instances are recorded from now on.
    while (prototype !== null && !isModuleOrBuiltIn(prototype) && !wrapped.has(prototype)) {
      wrapped.add(prototype);
      wrapMembers(prototype, 'constructor');
      prototype = Object.getPrototypeOf(prototype) as object | null;
    }
    if (depth >= 2) return;
    for (const key of Object.keys(object)) {
      const inner: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
      if (typeof inner === 'object') wrap(inner, depth + 1);
    }
  };

  /** Makes members record their calls, unless the module returned them: then they already do. */
  const wrapMembers = (object: object, omitted?: string): void => {
    for (const [key, own] of listOwnFunctions(object)) {
      if (key === omitted || wrappers.isWrapper(own)) continue;
      replaceProperty(object, key, wrapFunction(own));
    }
    replaceAccessors(object, wrapFunction);
  };

  const wrapFunction = (original: Callable): Callable => {
    // The module gets its own functions back unwrapped.
    if (wrappers.isWrapper(original)) {
      return wrappers.isCallback(original) ? original : wrappers.unwrap(original);
    }
    if (keepsIdentity(original)) return original;
    return wrappers.wrapCallback(original, {
      apply: (target, self, args) => callAndRecord(recorder, target, self, args),
    });
  };

  /** True for the prototype of a class that is not the caller's. */
  const isModuleOrBuiltIn = (prototype: object): boolean => {
    const type: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    return (
      findPrototypeName(prototype) !== undefined ||
      isNodeInstance(prototype) ||
      recorder.declaredNames.has(typeof type === 'function' ? type.name : '')
    );
  };

  return (value) => wrap(value);
}

function watchPromise(recorder: ModuleRecorder, promise: Promise<unknown>): void {
  const { promiseOutcomes: outcomes } = recorder;
  // Contents of objects are recorded with the next call that reaches them.
  const encode = (value: unknown): EncodedValue =>
    Object(value) === value
      ? { is: 'object', id: recorder.idOf(value as object) }
      : (recorder.snapshot([value]).values[0] ?? null);
  promise.then(
    (value) => outcomes.set(promise, { type: 'resolved', value: encode(value) }),
    (error: unknown) => outcomes.set(promise, { type: 'rejected', error: encode(error) }),
  );
}

/**
 * True for classes and built-in functions, except bound functions: their identity may matter, or
 * they have no calls to record.
 */
function keepsIdentity(value: Callable): boolean {
  const text = Function.prototype.toString.call(value);
  return (
    /^class\b/u.test(text) || (text.includes('[native code]') && !value.name.startsWith('bound '))
  );
}

/** True for engine objects, which contain no replaceable functions of the caller. */
function holdsNoFunctions(value: object): boolean {
  return (
    types.isDate(value) ||
    types.isRegExp(value) ||
    types.isProxy(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    isNodeInstance(value)
  );
}

/** Runs a callback, and records its arguments and its answer. */
function callAndRecord(
  recorder: ModuleRecorder,
  target: Callable,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const { value: frame } = listFrames().next();
  // Its owner calls it, or a module that is not watched.
  if (frame?.module !== recorder) return Reflect.apply(target, self, args);
  const { call } = frame;
  const run = (): unknown =>
    runInFrame({ module: recorder, call: null }, () =>
      Reflect.apply(
        target,
        // `self` may be the object in which the module stores the caller's functions.
        recorder.wrapReturned(self),
        args.map((argument) => recorder.wrapReturned(argument)),
      ),
    );
  const isWithinLimits =
    call !== null &&
    (call.isOver ? call.lateCallbacks < MOST_LATE : call.callbacks.length < MOST_CALLBACKS);
  if (!isWithinLimits || !recorder.isRecording) return run();
  const before = recorder.snapshot([self, ...args]);
  const [encodedSelf = null, ...given] = before.values;
  const entry: { -readonly [Key in keyof CallbackCall]: CallbackCall[Key] } = {
    of: recorder.idOf(target),
    self: encodedSelf,
    given,
    before: before.objects,
    outcome: { type: 'pending' },
    after: [],
  };
  const isLate = call.isOver;
  if (isLate) {
    call.lateCallbacks += 1;
    entry.isLate = true;
  } else call.callbacks.push(entry);
  return runAndReport(run, {
    end: (type, value) => {
      const answer = type === 'resolved' ? recorder.wrapArgument(value) : value;
      const after = recorder.snapshot([answer, self, ...args]);
      entry.outcome = createOutcome(type, after);
      entry.after = after.objects;
      if (!call.isOver) return;
      // Late callbacks follow the others in the order of their answers.
      if (isLate) call.callbacks.push(entry);
      const at = call.callbacks.indexOf(entry);
      recorder.write({ late: { id: call.id, at, callback: entry } });
    },
    wrap: (value) => recorder.wrapArgument(value),
  });
}
