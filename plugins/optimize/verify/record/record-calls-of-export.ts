import { types } from 'node:util';
import type { ModuleRecorder } from './module-recorder.ts';
import { createRecordingFunction } from './record-call.ts';
import {
  type Callable,
  isPlainObject,
  listOwnFunctions,
  replaceProperty,
} from './recording-function-wrappers.ts';
import { watchMethods, watchPrototype } from './wrap-returned-values.ts';

/** Maximum depth of objects inside an export that are inspected: `util.walk`. */
const MOST_DEPTH = 2;

export function watchExport(
  recorder: ModuleRecorder,
  path: readonly string[],
  value: unknown,
  depth = 0,
): unknown {
  if (typeof value === 'function') return watchFunction(recorder, path, value as Callable, depth);
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return value;
  recorder.nameExport(value, path);
  if (isPlainObject(value)) watchProperties(recorder, path, value, depth);
  else watchMethods(recorder, value);
  return value;
}

function watchFunction(
  recorder: ModuleRecorder,
  path: readonly string[],
  value: Callable,
  depth: number,
): unknown {
  if (recorder.wrappers.isWrapper(value)) return value;
  if (/\[native code\]/u.test(Function.prototype.toString.call(value))) return value;
  recorder.nameExport(value, path);
  // A module's main export has the name of the function.
  const inner = path[0] === 'default' ? path.slice(1) : path;
  const name = inner.join('.') || value.name || 'default';
  const wrapper = recorder.wrappers.wrap(
    value,
    createRecordingFunction(recorder, name, () => ({ kind: 'export', path })),
  );
  watchProperties(recorder, path, value, depth);
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value;
  if (typeof prototype === 'object' && prototype !== null) {
    watchPrototype(recorder, prototype, value.name || name);
    // Code that reads the class of an object gets the watched export.
    const type: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (type === value) replaceProperty(prototype, 'constructor', wrapper);
  }
  return wrapper;
}

function watchProperties(
  recorder: ModuleRecorder,
  path: readonly string[],
  owner: object,
  depth: number,
): void {
  if (depth >= MOST_DEPTH) return;
  for (const key of Object.keys(owner)) {
    const own = Object.getOwnPropertyDescriptor(owner, key);
    const inner: unknown = own?.value;
    if (own?.writable !== true && own?.configurable !== true) continue;
    if (Object(inner) !== inner || inner === owner) continue;
    const replacement = watchExport(recorder, [...path, key], inner, depth + 1);
    if (replacement !== inner) replaceProperty(owner, key, replacement);
  }
  if (typeof owner !== 'function') return;
  // Static methods of a class cannot be listed by their keys.
  for (const [key, inner] of listOwnFunctions(owner)) {
    if (typeof key === 'symbol' || key === 'prototype' || recorder.wrappers.isWrapper(inner))
      continue;
    replaceProperty(owner, key, watchExport(recorder, [...path, key], inner, depth + 1));
  }
}
