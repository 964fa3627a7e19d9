import { types } from 'node:util';
import type { CallbackCall, Outcome } from '../recorded-call-session.ts';
import type { EncodedValue, PromiseOutcome } from '../values/encoded-value.ts';
import { findPrototypeName } from '../values/named-global-objects.ts';
import { isNodeInstance } from '../values/node-builtin-classes.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { createOutcome, type OpenCall } from './record-call.ts';
import { currentFrame, runInFrame } from './recorded-call-stack.ts';
import {
  type Callable,
  listOwnAccessors,
  listOwnFunctions,
  replaceProperty,
} from './recording-function-wrappers.ts';

/** Maximum number of recorded callback calls per call. */
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
  settled: WeakMap<object, PromiseOutcome>,
): (value: unknown) => unknown {
  const seen = new WeakSet<object>();

  const handIn = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'function') return callback(value as Callable);
    if (typeof value !== 'object' || value === null || depth > 2 || seen.has(value)) return value;
    seen.add(value);
    if (types.isPromise(value)) watchPromise(value);
    else if (Array.isArray(value)) handInList(value, depth);
    else if (types.isGeneratorObject(value)) putIterator(value);
    else if (!isClosed(value)) handInObject(value, depth);
    return value;
  };

  const handInList = (list: unknown[], depth: number): void => {
    if (list.length > MOST_ITEMS || Object.isFrozen(list)) return;
    for (const [key, own] of listOwnFunctions(list)) replaceProperty(list, key, callback(own));
    for (const item of Object.values(list)) {
      if (typeof item === 'object') handIn(item, depth + 1);
    }
  };

  const handInObject = (object: object, depth: number): void => {
    for (const [key, own] of listOwnFunctions(object)) handInMember(object, key, own);
    putAccessors(object, callback);
    let at = Object.getPrototypeOf(object) as object | null;
    // Its class is the caller's: the methods of all of its objects tell their calls from now on.
    for (; at !== null && !isForeign(at); at = Object.getPrototypeOf(at) as object | null) {
      if (seen.has(at)) break;
      seen.add(at);
      for (const [key, own] of listOwnFunctions(at)) {
        if (key !== 'constructor') handInMember(at, key, own);
      }
      putAccessors(at, callback);
    }
    if (depth >= 2) return;
    for (const key of Object.keys(object)) {
      const inner: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
      if (typeof inner === 'object') handIn(inner, depth + 1);
    }
  };

  /** Makes a member record its calls, unless the module returned it: then it already does. */
  const handInMember = (owner: object, key: string | symbol, own: Callable): void => {
    if (!recorder.wrappers.isWrapper(own)) replaceProperty(owner, key, callback(own));
  };

  const putIterator = (iterator: object): void => {
    for (const key of ['next', 'return', 'throw']) {
      const own: unknown = Reflect.get(iterator, key);
      if (typeof own !== 'function') continue;
      // Wraps the method for this iterator only, since all generators share it.
      const wrapped = callback(function (this: unknown, ...given: unknown[]) {
        return Reflect.apply(own as Callable, this, given);
      });
      replaceProperty(iterator, key, wrapped);
    }
  };

  const callback = (original: Callable): Callable => {
    // The module gets its own functions back unwrapped.
    if (recorder.wrappers.isWrapper(original)) {
      return recorder.wrappers.isCallback(original) ? original : recorder.originalOf(original);
    }
    if (isClosedFunction(original)) return original;
    return recorder.wrappers.wrapCallback(original, {
      apply: (target, self, given) => answer(recorder, target, self, given),
    });
  };

  const watchPromise = (promise: Promise<unknown>): void => {
    const keep = (type: 'resolved' | 'rejected') => (value: unknown) => {
      const told = tellShort(recorder, value);
      settled.set(promise, type === 'resolved' ? { type, value: told } : { type, error: told });
    };
    promise.then(keep('resolved'), keep('rejected'));
  };

  /** A wrapped method of the module's own class is not the caller's. */
  const isForeign = (prototype: object): boolean => {
    const own: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    const name = typeof own === 'function' ? own.name : '';
    return (
      findPrototypeName(prototype) !== undefined ||
      isNodeInstance(prototype) ||
      recorder.names.has(name)
    );
  };

  return (value) => handIn(value);
}

/** Getters and setters of the caller tell their calls, too. */
function putAccessors(object: object, callback: (original: Callable) => Callable): void {
  for (const [key, { get, set, ...own }] of listOwnAccessors(object)) {
    const all = {
      ...(get !== undefined && { get: callback(get) }),
      ...(set !== undefined && { set: callback(set) }),
    };
    Reflect.defineProperty(object, key, { ...own, ...all });
  }
}

/** Describes a value settling a promise; its contents are recorded with the next call to it. */
function tellShort(recorder: ModuleRecorder, value: unknown): EncodedValue {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject
    ? { is: 'object', id: recorder.idOf(value) }
    : (recorder.tell([value]).values[0] ?? null);
}

/**
 * True for classes and built-in functions, except bound functions: their identity may matter, or
 * they have no calls to record.
 */
function isClosedFunction(value: Callable): boolean {
  const text = Function.prototype.toString.call(value);
  return (
    /^class\b/u.test(text) || (text.includes('[native code]') && !value.name.startsWith('bound '))
  );
}

/** True for engine objects, which contain no replaceable functions of the caller. */
function isClosed(value: object): boolean {
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
function answer(
  recorder: ModuleRecorder,
  target: Callable,
  self: unknown,
  given: readonly unknown[],
): unknown {
  const frame = currentFrame();
  // Its owner calls it, or a module that is not watched.
  if (frame?.module !== recorder) return Reflect.apply(target, self, given);
  const call = frame.call as OpenCall | null;
  const isTold =
    call !== null && (call.isOver ? call.late < MOST_LATE : call.callbacks.length < MOST_CALLBACKS);
  const run = (): unknown =>
    runInFrame({ module: recorder, call: null }, () =>
      Reflect.apply(
        target,
        // `self` may be the object in which the module stores the caller's functions.
        recorder.giveOut(self),
        given.map((argument) => recorder.giveOut(argument)),
      ),
    );
  if (!isTold || !recorder.isOpen()) return run();
  const told = recorder.tell([self, ...given]);
  const [of = null, ...values] = told.values;
  const entry: { -readonly [Key in keyof CallbackCall]: CallbackCall[Key] } = {
    of: recorder.idOf(target),
    self: of,
    given: values,
    before: told.objects,
    outcome: { type: 'pending' },
    after: [],
  };
  const isLate = call.isOver;
  const at = call.callbacks.length;
  if (isLate) call.late += 1;
  else call.callbacks.push(entry);
  const end = (type: Exclude<Outcome['type'], 'pending'>, value: unknown): void => {
    const after = recorder.tell([value, self, ...given]);
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
      (value) => end('resolved', recorder.handIn(value)),
      (error: unknown) => end('rejected', error),
    );
    return result;
  }
  const out = recorder.handIn(result);
  end('returned', out);
  return out;
}
