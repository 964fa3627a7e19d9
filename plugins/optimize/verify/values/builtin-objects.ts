import { types } from 'node:util';

/** Functions and prototypes that every program has, by the names that lead to them. */
const functionNames = new Map<object, string>();
const functionsByName = new Map<string, object>();
const prototypeNames = new Map<object, string>();

const registeredRealms = new WeakSet<object>();

registerGlobals(globalThis);

/** Registers the globals of another realm, such as those of test runners, under the same names. */
export function registerGlobals(realm: object): void {
  if (registeredRealms.has(realm)) return;
  registeredRealms.add(realm);
  for (const name of Object.getOwnPropertyNames(realm)) {
    const value = readOwnObject(realm, name);
    // Getters of Node.js are not called, since they load modules on access.
    if (value !== undefined && value !== realm) addGlobal(value, name);
  }
  const bytes = readOwnObject(realm, 'Int8Array');
  if (bytes !== undefined) addGlobal(Object.getPrototypeOf(bytes) as object, 'TypedArray');
}

function addGlobal(value: object, name: string): void {
  if (typeof value === 'function') addFunction(value, name);
  for (const key of Object.getOwnPropertyNames(value)) {
    const inner = readOwnObject(value, key);
    if (typeof inner === 'function' && inner !== value) addFunction(inner, `${name}.${key}`);
  }
  const prototype = typeof value === 'function' ? readOwnObject(value, 'prototype') : undefined;
  if (prototype === undefined) return;
  if (!prototypeNames.has(prototype)) prototypeNames.set(prototype, name);
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const inner = readOwnObject(prototype, key);
    if (typeof inner === 'function') addFunction(inner, `${name}.prototype.${key}`);
  }
}

function addFunction(value: object, name: string): void {
  if (functionNames.has(value)) return;
  functionNames.set(value, name);
  if (!functionsByName.has(name)) functionsByName.set(name, value);
}

function readOwnObject(owner: object, key: string): object | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && value !== globalThis ? value : undefined;
}

export function findGlobalName(value: object): string | undefined {
  return functionNames.get(value);
}

export function findGlobal(name: string): object | undefined {
  return functionsByName.get(name);
}

/** Returns the name of the global constructor with this prototype. */
export function findPrototypeName(prototype: object): string | undefined {
  return prototypeNames.get(prototype);
}

/** Returns the name of the nearest global constructor that an object inherits from. */
export function findInheritedTypeName(object: object): string | undefined {
  for (let current: unknown = object; current !== null; current = Object.getPrototypeOf(current)) {
    const name = findPrototypeName(current as object);
    if (name !== undefined) return name;
  }
  return undefined;
}

export function findPrototype(name: string): object | undefined {
  return readOwnObject(functionsByName.get(name) ?? {}, 'prototype');
}

/** Classes of Node.js, which are shared by all code in the process. */

const MODULES = ['events', 'stream', 'http', 'https', 'net', 'tls', 'fs', 'worker_threads', 'url'];
/** Classes without state besides their properties: emitters and URLs. */
const STATELESS_CLASSES = new Set(['EventEmitter', 'Url']);

const prototypes = new WeakSet<object>();
const handlePrototypes = new WeakSet<object>();

for (const name of MODULES) {
  const module = process.getBuiltinModule(`node:${name}`) as unknown as object;
  addClass(module);
  for (const key of Object.getOwnPropertyNames(module)) {
    // Getters are not called, since they load modules or warn.
    const value: unknown = Object.getOwnPropertyDescriptor(module, key)?.value;
    if (typeof value === 'function') addClass(value);
  }
}
const timers = [setTimeout(() => undefined), setImmediate(() => undefined)] as const;
clearTimeout(timers[0]);
clearImmediate(timers[1]);
for (const timer of timers) addPrototype(Object.getPrototypeOf(timer), true);

function addClass(value: object): void {
  const { name } = value as { readonly name?: unknown };
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value;
  addPrototype(prototype, !STATELESS_CLASSES.has(String(name)));
}

function addPrototype(prototype: unknown, isHandle: boolean): void {
  // Names of other things are listed there too, such as URL, which is a global.
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return;
  prototypes.add(prototype);
  if (isHandle) handlePrototypes.add(prototype);
}

/** True for instances of Node.js classes or classes derived from them: socket, stream, emitter. */
export function isNodeInstance(object: object): boolean {
  return inherits(object, prototypes);
}

const TYPES_WITH_INTERNAL_STATE = new Set([
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'FinalizationRegistry',
  'URLSearchParams',
  'TextDecoder',
  'TextEncoder',
  'AbortController',
  'AbortSignal',
  'Headers',
  'Request',
  'Response',
  'FormData',
  'Blob',
  'File',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'MessagePort',
  'BroadcastChannel',
  'Worker',
]);

const INTL_PROTOTYPES = new Set<unknown>(
  Object.getOwnPropertyNames(Intl).map((name) =>
    Reflect.get(Object(Reflect.get(Intl, name)) as object, 'prototype'),
  ),
);
INTL_PROTOTYPES.delete(undefined);

/**
 * Returns the type of an object with more state than its properties, such as a socket, a stream, a
 * timer or a WeakMap; null: it has none.
 */
export function findOpaqueType(object: object): string | null {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (inherits(object, handlePrototypes)) {
    const type: unknown = Object.getOwnPropertyDescriptor(prototype ?? {}, 'constructor')?.value;
    return typeof type === 'function' ? type.name : 'Object';
  }
  const name = findInheritedTypeName(object) ?? 'object without a prototype';
  const isOpaque =
    types.isExternal(object) ||
    TYPES_WITH_INTERNAL_STATE.has(name) ||
    INTL_PROTOTYPES.has(prototype);
  return isOpaque ? name : null;
}

/** True if an object, or one that it inherits from, is among these. */
function inherits(object: object, ancestors: WeakSet<object>): boolean {
  let current: object | null = object;
  while (current !== null && !ancestors.has(current)) current = Object.getPrototypeOf(current);
  return current !== null;
}

/** Returns the name of a typed array's type, whatever class derives from it. */
export function typedArrayName(object: object): string {
  return String(
    Reflect.get(Object.getPrototypeOf(Int8Array.prototype) as object, Symbol.toStringTag, object),
  );
}

/** Returns the primitive that an object such as `Object(1)` contains. */
export function unbox(object: object): unknown {
  if (types.isNumberObject(object)) return Number.prototype.valueOf.call(object);
  if (types.isStringObject(object)) return String.prototype.valueOf.call(object);
  if (types.isBooleanObject(object)) return Boolean.prototype.valueOf.call(object);
  if (types.isBigIntObject(object)) return BigInt.prototype.valueOf.call(object);
  return Symbol.prototype.valueOf.call(object);
}
