/** Functions and prototypes that every program has, by the names that lead to them. */

const functions = new Map<object, string>();
const byName = new Map<string, object>();
const prototypes = new Map<object, string>();

const adopted = new WeakSet<object>();

registerGlobals(globalThis);

/** Registers the globals of another realm, such as those of test runners, under the same names. */
export function registerGlobals(world: object): void {
  if (adopted.has(world)) return;
  adopted.add(world);
  for (const name of Object.getOwnPropertyNames(world)) {
    const value = dataOf(world, name);
    // Getters of Node.js are not called, since they load modules on access.
    if (value !== undefined && value !== world) collect(value, name);
  }
  const bytes = dataOf(world, 'Int8Array');
  if (bytes !== undefined) collect(Object.getPrototypeOf(bytes) as object, 'TypedArray');
}

function collect(value: object, name: string): void {
  if (typeof value === 'function') keep(value, name);
  for (const key of Object.getOwnPropertyNames(value)) {
    const inner = dataOf(value, key);
    if (typeof inner === 'function' && inner !== value) keep(inner, `${name}.${key}`);
  }
  const prototype = typeof value === 'function' ? dataOf(value, 'prototype') : undefined;
  if (prototype === undefined) return;
  if (!prototypes.has(prototype)) prototypes.set(prototype, name);
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const inner = dataOf(prototype, key);
    if (typeof inner === 'function') keep(inner, `${name}.prototype.${key}`);
  }
}

function keep(value: object, name: string): void {
  if (functions.has(value)) return;
  functions.set(value, name);
  if (!byName.has(name)) byName.set(name, value);
}

function dataOf(owner: object, key: string): object | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && value !== globalThis ? value : undefined;
}

/** Returns the name of a global function; undefined for others. */
export function findGlobalName(value: object): string | undefined {
  return functions.get(value);
}

export function findGlobal(name: string): object | undefined {
  return byName.get(name);
}

/** Returns the name of the global constructor with this prototype. */
export function findPrototypeName(prototype: object): string | undefined {
  return prototypes.get(prototype);
}

export function findPrototype(name: string): object | undefined {
  return dataOf(byName.get(name) ?? {}, 'prototype');
}
