import { types } from 'node:util';
import { findPrototypeName, isNodeInstance } from '../values/builtin-objects.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { createRecordingFunction } from './record-call.ts';
import {
  type Callable,
  listOwnFunctions,
  replaceAccessors,
  replaceIteratorMethods,
  replaceProperty,
} from './recording-function-wrappers.ts';

const MOST_ITEMS = 20;

/**
 * Returns a function that makes values returned by a module record how they are used: functions,
 * objects with methods, objects of its classes, iterators.
 */
export function createReturnedValueWrapper(recorder: ModuleRecorder): (value: unknown) => unknown {
  const { wrappers } = recorder;
  const wrapped = new WeakSet<object>();

  const wrap = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'function') return wrapFunction(value as Callable);
    if (typeof value !== 'object' || value === null || depth > 1 || wrapped.has(value))
      return value;
    wrapped.add(value);
    if (types.isGeneratorObject(value)) wrapIterator(value);
    else if (Array.isArray(value)) {
      unwrapCallerFunctions(value);
      for (const item of value.slice(0, MOST_ITEMS)) {
        if (typeof item === 'object') wrap(item, depth + 1);
      }
    } else if (!types.isProxy(value) && !isNodeInstance(value)) wrapMethods(value);
    return value;
  };

  /** Restores functions of the caller to what they were before they were passed in. */
  const unwrapCallerFunctions = (object: object): void => {
    if (Object.isFrozen(object)) return;
    for (const [key, own] of listOwnFunctions(object)) {
      if (wrappers.isCallback(own)) replaceProperty(object, key, wrappers.unwrap(own));
    }
  };

  const wrapFunction = (original: Callable): Callable => {
    // The caller gets its own functions back unwrapped; exports are already watched.
    if (wrappers.isWrapper(original)) return wrappers.unwrap(original);
    if (/^class\b|\[native code\]/u.test(Function.prototype.toString.call(original)))
      return original;
    const name = `${original.name || 'a function'} returned by a call`;
    const callee = { kind: 'function', of: referenceTo(recorder, original) } as const;
    return wrappers.wrap(
      original,
      createRecordingFunction(recorder, name, () => callee),
    );
  };

  const wrapMethods = (object: object): void => {
    const isPlain = findPrototypeName(Object.getPrototypeOf(object) ?? {}) === 'Object';
    // Class instances stay unchanged, since the module may go on using them.
    if (isPlain && !Object.isFrozen(object)) {
      for (const [key, own] of listOwnFunctions(object)) {
        if (!wrappers.isWrapper(own)) replaceProperty(object, key, wrapFunction(own));
      }
      unwrapCallerFunctions(object);
    }
    watchMethods(recorder, object);
  };

  const wrapIterator = (iterator: object): void =>
    replaceIteratorMethods(iterator, (method, name) => {
      const callee = { kind: 'method', of: referenceTo(recorder, iterator), name } as const;
      return wrappers.wrap(
        (...args: unknown[]) => Reflect.apply(method, iterator, args),
        createRecordingFunction(recorder, name, () => callee),
      );
    });

  return (value) => wrap(value);
}

function referenceTo(recorder: ModuleRecorder, object: object) {
  return { is: 'object', id: recorder.idOf(object) } as const;
}

const watched = new WeakSet<object>();

/** Records calls of methods of all instances of an object's classes, if the module declares these. */
export function watchMethods(recorder: ModuleRecorder, object: object): void {
  let prototype = Object.getPrototypeOf(object) as object | null;
  while (prototype !== null && findPrototypeName(prototype) === undefined) {
    watchPrototype(recorder, prototype);
    prototype = Object.getPrototypeOf(prototype);
  }
}

/**
 * Watches the methods and accessors of a class that the module declares.
 * @param exported - Name of the export whose prototype this is; it may have been replaced as a
 * whole.
 */
export function watchPrototype(
  recorder: ModuleRecorder,
  prototype: object,
  exported?: string,
): void {
  const type: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const className = exported ?? (typeof type === 'function' ? type.name : '');
  const isOfModule = exported !== undefined || recorder.declaredNames.has(className);
  if (watched.has(prototype) || !isOfModule || findPrototypeName(prototype) !== undefined) return;
  watched.add(prototype);
  const wrap = (member: Callable, key: string | symbol, kind: 'method' | 'get' | 'set') => {
    if (key === 'constructor' || typeof key === 'symbol') return member;
    const name = `${className}#${key}${kind === 'set' ? ' =' : ''}`;
    const handler = createRecordingFunction(recorder, name, (self) => {
      const isObject = typeof self === 'object' && self !== null;
      return { kind, of: isObject ? referenceTo(recorder, self) : null, name: key };
    });
    return recorder.wrappers.wrap(member, handler);
  };
  for (const [key, method] of listOwnFunctions(prototype)) {
    const wrapper = wrap(method, key, 'method');
    if (wrapper !== method) replaceProperty(prototype, key, wrapper);
  }
  replaceAccessors(prototype, wrap);
}
