/** Watches the global functions that every program relies on, including this one. */
const { getOwnPropertyDescriptor, getOwnPropertyNames, is } = Object;
const watched: (readonly [owner: object, key: string, value: unknown, name: string])[] = [];

export function watchGlobals(): void {
  for (const name of getOwnPropertyNames(globalThis)) {
    const value: unknown = getOwnPropertyDescriptor(globalThis, name)?.value;
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) continue;
    if (value === globalThis) continue;
    watched.push([globalThis, name, value, name]);
    watchMethods(value, name);
    const prototype: unknown = getOwnPropertyDescriptor(value, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null)
      watchMethods(prototype, `${name}.prototype`);
  }
}

function watchMethods(owner: object, path: string): void {
  for (const key of getOwnPropertyNames(owner)) {
    const value: unknown = getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof value === 'function') watched.push([owner, key, value, `${path}.${key}`]);
  }
}

/** Returns the names of globals that were replaced; additions are not reported. */
export function findReplacedGlobals(): readonly string[] {
  const changed: string[] = [];
  for (let at = 0; at < watched.length; at += 1) {
    const entry = watched[at];
    if (entry === undefined) continue;
    const own = getOwnPropertyDescriptor(entry[0], entry[1]);
    // Avoids array methods, which may have been replaced themselves.
    if (own === undefined || !is(own.value, entry[2])) changed[changed.length] = entry[3];
  }
  return changed;
}
