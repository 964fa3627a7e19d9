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
