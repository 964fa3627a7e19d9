import { types } from 'node:util';
import type { CallbackCall } from '../sessions/recorded-call-session.ts';
import { findPrototypeName, isNodeInstance } from '../values/builtin-objects.ts';
import type { EncodedValue, PromiseOutcome } from '../values/encoded-value.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { createOutcome, type EndType, type OpenCall } from './record-call.ts';
import { currentFrame, runInFrame } from './recorded-call-stack.ts';
import {
  type Callable,
  listOwnAccessors,
  listOwnFunctions,
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
export function createArgumentWrapper(
  recorder: ModuleRecorder,
  promiseOutcomes: WeakMap<object, PromiseOutcome>,
): (value: unknown) => unknown {
  const wrapped = new WeakSet<object>();

  const wrap = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'function') return wrapFunction(value as Callable);
    if (typeof value !== 'object' || value === null || depth > 2 || wrapped.has(value))
      return value;
    wrapped.add(value);
    if (types.isPromise(value)) watchPromise(recorder, value, promiseOutcomes);
    else if (Array.isArray(value)) wrapList(value, depth);
    else if (types.isGeneratorObject(value)) wrapIterator(value);
    else if (!holdsNoFunctions(value)) wrapObject(value, depth);
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
    for (const [key, own] of listOwnFunctions(object)) wrapMember(object, key, own);
    wrapAccessors(object, wrapFunction);
    let prototype = Object.getPrototypeOf(object) as object | null;
    // Its class is the caller's: the methods of all its instances are recorded from now on.
    while (prototype !== null && !isModuleOrBuiltIn(prototype) && !wrapped.has(prototype)) {
      wrapped.add(prototype);
      for (const [key, own] of listOwnFunctions(prototype)) {
        if (key !== 'constructor') wrapMember(prototype, key, own);
      }
      wrapAccessors(prototype, wrapFunction);
      prototype = Object.getPrototypeOf(prototype) as object | null;
    }
    if (depth >= 2) return;
    for (const key of Object.keys(object)) {
      const inner: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
      if (typeof inner === 'object') wrap(inner, depth + 1);
    }
  };

  /** Makes a member record its calls, unless the module returned it: then it already does. */
  const wrapMember = (owner: object, key: string | symbol, own: Callable): void => {
    if (!recorder.wrappers.isWrapper(own)) replaceProperty(owner, key, wrapFunction(own));
  };

  const wrapIterator = (iterator: object): void => {
    for (const key of ['next', 'return', 'throw']) {
      const own: unknown = Reflect.get(iterator, key);
      if (typeof own !== 'function') continue;
      // Wraps the method for this iterator only, since all generators share it.
      const method = wrapFunction(function (this: unknown, ...args: unknown[]) {
        return Reflect.apply(own as Callable, this, args);
      });
      replaceProperty(iterator, key, method);
    }
  };

  const wrapFunction = (original: Callable): Callable => {
    // The module gets its own functions back unwrapped.
    if (recorder.wrappers.isWrapper(original)) {
      return recorder.wrappers.isCallback(original) ? original : recorder.unwrap(original);
    }
    if (keepsIdentity(original)) return original;
    return recorder.wrappers.wrapCallback(original, {
      apply: (target, self, args) => callAndRecord(recorder, target, self, args),
    });
  };

  /** True for the prototype of a class that is not the caller's. */
  const isModuleOrBuiltIn = (prototype: object): boolean => {
    const type: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    const name = typeof type === 'function' ? type.name : '';
    return (
      findPrototypeName(prototype) !== undefined ||
      isNodeInstance(prototype) ||
      recorder.declaredNames.has(name)
    );
  };

  return (value) => wrap(value);
}

function watchPromise(
  recorder: ModuleRecorder,
  promise: Promise<unknown>,
  outcomes: WeakMap<object, PromiseOutcome>,
): void {
  const encode = (value: unknown): EncodedValue => encodeReference(recorder, value);
  promise.then(
    (value) => outcomes.set(promise, { type: 'resolved', value: encode(value) }),
    (error: unknown) => outcomes.set(promise, { type: 'rejected', error: encode(error) }),
  );
}

/** Makes getters and setters of the caller record their calls, too. */
function wrapAccessors(object: object, wrapFunction: (original: Callable) => Callable): void {
  for (const [key, { get, set, ...attributes }] of listOwnAccessors(object)) {
    const accessors = {
      ...(get !== undefined && { get: wrapFunction(get) }),
      ...(set !== undefined && { set: wrapFunction(set) }),
    };
    Reflect.defineProperty(object, key, { ...attributes, ...accessors });
  }
}

/** Encodes what a promise settled with; contents are recorded with the next call that reaches it. */
function encodeReference(recorder: ModuleRecorder, value: unknown): EncodedValue {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject
    ? { is: 'object', id: recorder.idOf(value) }
    : (recorder.snapshot([value]).values[0] ?? null);
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
  const frame = currentFrame();
  // Its owner calls it, or a module that is not watched.
  if (frame?.module !== recorder) return Reflect.apply(target, self, args);
  const call = frame.call as OpenCall | null;
  const isWithinLimits =
    call !== null &&
    (call.isOver ? call.lateCallbacks < MOST_LATE : call.callbacks.length < MOST_CALLBACKS);
  const run = (): unknown =>
    runInFrame({ module: recorder, call: null }, () =>
      Reflect.apply(
        target,
        // `self` may be the object in which the module stores the caller's functions.
        recorder.wrapReturned(self),
        args.map((argument) => recorder.wrapReturned(argument)),
      ),
    );
  if (!isWithinLimits || !recorder.isRecording()) return run();
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
  const at = call.callbacks.length;
  if (isLate) call.lateCallbacks += 1;
  else call.callbacks.push(entry);
  const end = (type: EndType, value: unknown): void => {
    const after = recorder.snapshot([value, self, ...args]);
    entry.outcome = createOutcome(type, after);
    entry.after = after.objects;
    const { id } = call;
    if (isLate) recorder.write({ late: { id, callback: { ...entry, isLate: true } } });
    else if (call.isOver) {
      recorder.write({ settled: { id, at, outcome: entry.outcome, after: entry.after } });
    }
  };
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    end('threw', error);
    throw error;
  }
  if (types.isPromise(result)) {
    result.then(
      (value) => end('resolved', recorder.wrapArgument(value)),
      (error: unknown) => end('rejected', error),
    );
    return result;
  }
  const returned = recorder.wrapArgument(result);
  end('returned', returned);
  return returned;
}
