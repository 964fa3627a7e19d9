import { types } from 'node:util';
import { findPrototypeName } from '../values/named-global-objects.ts';
import { isNodeInstance } from '../values/node-builtin-classes.ts';
import type { ModuleRecorder } from './module-recorder.ts';
import { createRecordingFunction } from './record-call.ts';
import { type Callable, listOwnFunctions, replaceProperty } from './recording-function-wrappers.ts';

/** Maximum number of inspected list items. */
const MOST_ITEMS = 20;

/**
 * Returns a function that makes values returned by a module record how they are used: functions,
 * objects with methods, objects of its classes, iterators.
 */
export function createReturnedValueWrapper(recorder: ModuleRecorder): (value: unknown) => unknown {
  const { wrappers } = recorder;
  const seen = new WeakSet<object>();

  const giveOut = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'function') return functionOf(value as Callable);
    if (typeof value !== 'object' || value === null || depth > 1 || seen.has(value)) return value;
    seen.add(value);
    if (types.isGeneratorObject(value)) putIterator(value);
    else if (Array.isArray(value)) {
      bringHome(value);
      for (const item of value.slice(0, MOST_ITEMS)) {
        if (typeof item === 'object') giveOut(item, depth + 1);
      }
    } else if (!types.isProxy(value) && !isNodeInstance(value)) putMethods(value);
    return value;
  };

  /** Restores functions of the caller to what they were before they were passed in. */
  const bringHome = (object: object): void => {
    if (Object.isFrozen(object)) return;
    for (const [key, own] of listOwnFunctions(object)) {
      if (wrappers.isCallback(own)) replaceProperty(object, key, wrappers.originalOf(own));
    }
  };

  const functionOf = (original: Callable): Callable => {
    // The caller gets its own functions back unwrapped; exports are already watched.
    if (wrappers.isWrapper(original)) return wrappers.originalOf(original);
    if (/^class\b|\[native code\]/u.test(Function.prototype.toString.call(original)))
      return original;
    const name = `${original.name || 'a function'} returned by a call`;
    const of = { is: 'object', id: recorder.idOf(original) } as const;
    return wrappers.wrap(
      original,
      createRecordingFunction(recorder, name, () => ({ kind: 'function', of })),
    );
  };

  const putMethods = (object: object): void => {
    if (
      findPrototypeName(Object.getPrototypeOf(object) ?? {}) === 'Object' &&
      !Object.isFrozen(object)
    ) {
      for (const [key, own] of listOwnFunctions(object)) {
        if (!wrappers.isWrapper(own)) replaceProperty(object, key, functionOf(own));
      }
      // Class instances stay unchanged, since the module may go on using them.
      bringHome(object);
    }
    watchMethods(recorder, object);
  };

  const putIterator = (iterator: object): void => {
    for (const name of ['next', 'return', 'throw']) {
      const own: unknown = Reflect.get(iterator, name);
      if (typeof own !== 'function') continue;
      const of = { is: 'object', id: recorder.idOf(iterator) } as const;
      const made = (...given: unknown[]): unknown => Reflect.apply(own, iterator, given);
      const callee = { kind: 'method', of, name } as const;
      replaceProperty(
        iterator,
        name,
        wrappers.wrap(
          made,
          createRecordingFunction(recorder, name, () => callee),
        ),
      );
    }
  };

  return (value) => giveOut(value);
}

const watched = new WeakSet<object>();

/** Watches methods of an object's classes if the module declares these, covering all instances. */
export function watchMethods(recorder: ModuleRecorder, object: object): void {
  let at = Object.getPrototypeOf(object) as object | null;
  for (; at !== null && findPrototypeName(at) === undefined; at = Object.getPrototypeOf(at)) {
    watchPrototype(recorder, at);
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
  const own: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name = exported ?? (typeof own === 'function' ? own.name : '');
  const isOwn = exported !== undefined || recorder.names.has(name);
  if (watched.has(prototype) || !isOwn || findPrototypeName(prototype) !== undefined) return;
  watched.add(prototype);
  for (const [key, method] of listOwnFunctions(prototype)) {
    if (key === 'constructor' || typeof key === 'symbol') continue;
    const called = `${name}#${key}`;
    const handler = createRecordingFunction(recorder, called, (self) => {
      const isObject = typeof self === 'object' && self !== null;
      const of = isObject ? ({ is: 'object', id: recorder.idOf(self) } as const) : null;
      return { kind: 'method', of, name: key };
    });
    replaceProperty(prototype, key, recorder.wrappers.wrap(method, handler));
  }
  for (const key of Object.getOwnPropertyNames(prototype)) {
    watchAccessor(recorder, { prototype, key, className: name });
  }
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
  const watched = (kind: 'get' | 'set', accessor: Callable): Callable => {
    const name = `${className}#${key}${kind === 'set' ? ' =' : ''}`;
    return recorder.wrappers.wrap(
      accessor,
      createRecordingFunction(recorder, name, (self) => {
        const isObject = typeof self === 'object' && self !== null;
        const of = isObject ? ({ is: 'object', id: recorder.idOf(self) } as const) : null;
        return { kind, of, name: key };
      }),
    );
  };
  Object.defineProperty(prototype, key, {
    ...own,
    ...(own.get !== undefined && { get: watched('get', own.get) }),
    ...(own.set !== undefined && { set: watched('set', own.set) }),
  });
}
