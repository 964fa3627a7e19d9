import { types } from 'node:util';
import { findPrototypeName, isNodeInstance } from '../values/builtin-objects.ts';
import type { EncodedValue } from '../values/encoded-value.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { createRecordingFunction } from './record-call.ts';
import { type Callable, listOwnFunctions, replaceProperty } from './recording-function-wrappers.ts';

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
    const of = { is: 'object', id: recorder.idOf(original) } as const;
    return wrappers.wrap(
      original,
      createRecordingFunction(recorder, name, () => ({ kind: 'function', of })),
    );
  };

  const wrapMethods = (object: object): void => {
    if (
      findPrototypeName(Object.getPrototypeOf(object) ?? {}) === 'Object' &&
      !Object.isFrozen(object)
    ) {
      for (const [key, own] of listOwnFunctions(object)) {
        if (!wrappers.isWrapper(own)) replaceProperty(object, key, wrapFunction(own));
      }
      // Class instances stay unchanged, since the module may go on using them.
      unwrapCallerFunctions(object);
    }
    watchMethods(recorder, object);
  };

  const wrapIterator = (iterator: object): void => {
    for (const name of ['next', 'return', 'throw']) {
      const own: unknown = Reflect.get(iterator, name);
      if (typeof own !== 'function') continue;
      const of = { is: 'object', id: recorder.idOf(iterator) } as const;
      const bound = (...args: unknown[]): unknown => Reflect.apply(own, iterator, args);
      const callee = { kind: 'method', of, name } as const;
      replaceProperty(
        iterator,
        name,
        wrappers.wrap(
          bound,
          createRecordingFunction(recorder, name, () => callee),
        ),
      );
    }
  };

  return (value) => wrap(value);
}

/** Prototypes whose methods are recorded. */
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
 * Watches the methods of a class that the module declares.
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
  for (const [key, method] of listOwnFunctions(prototype)) {
    if (key === 'constructor' || typeof key === 'symbol') continue;
    const handler = createRecordingFunction(recorder, `${className}#${key}`, (self) => ({
      kind: 'method',
      of: encodeReceiver(recorder, self),
      name: key,
    }));
    replaceProperty(prototype, key, recorder.wrappers.wrap(method, handler));
  }
  for (const key of Object.getOwnPropertyNames(prototype)) {
    watchAccessor(recorder, { prototype, key, className });
  }
}

function encodeReceiver(recorder: ModuleRecorder, self: unknown): EncodedValue {
  const isObject = typeof self === 'object' && self !== null;
  return isObject ? { is: 'object', id: recorder.idOf(self) } : null;
}

interface OwnAccessor {
  readonly prototype: object;
  readonly key: string;
  readonly className: string;
}

/** Watches a getter and a setter of a class; non-configurable accessors are skipped. */
function watchAccessor(recorder: ModuleRecorder, { prototype, key, className }: OwnAccessor): void {
  const own = Object.getOwnPropertyDescriptor(prototype, key);
  if (own?.configurable !== true || (own.get === undefined && own.set === undefined)) return;
  const wrap = (kind: 'get' | 'set', accessor: Callable): Callable => {
    const name = `${className}#${key}${kind === 'set' ? ' =' : ''}`;
    const handler = createRecordingFunction(recorder, name, (self) => ({
      kind,
      of: encodeReceiver(recorder, self),
      name: key,
    }));
    return recorder.wrappers.wrap(accessor, handler);
  };
  Object.defineProperty(prototype, key, {
    ...own,
    ...(own.get !== undefined && { get: wrap('get', own.get) }),
    ...(own.set !== undefined && { set: wrap('set', own.set) }),
  });
}
