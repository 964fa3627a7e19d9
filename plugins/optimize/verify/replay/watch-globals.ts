/** Functions that every program relies on, this one too. */
const { getOwnPropertyDescriptor, getOwnPropertyNames, is } = Object;
const watched: (readonly [owner: object, key: string, value: unknown, name: string])[] = [];

/** Notes what is there now. */
export function watchGlobals(): void {
  for (const name of getOwnPropertyNames(globalThis)) {
    const value: unknown = getOwnPropertyDescriptor(globalThis, name)?.value;
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) continue;
    if (value === globalThis) continue;
    watched.push([globalThis, name, value, name]);
    note(value, name);
    const prototype: unknown = getOwnPropertyDescriptor(value, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null) note(prototype, `${name}.prototype`);
  }
}

function note(owner: object, path: string): void {
  for (const key of getOwnPropertyNames(owner)) {
    const value: unknown = getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof value === 'function') watched.push([owner, key, value, `${path}.${key}`]);
  }
}

/** Names of those that are not what they were. What was added is not told. */
export function changedGlobals(): readonly string[] {
  const changed: string[] = [];
  for (let at = 0; at < watched.length; at += 1) {
    const one = watched[at];
    if (one === undefined) continue;
    const own = getOwnPropertyDescriptor(one[0], one[1]);
    // Without the methods of lists, which may be among them.
    if (own === undefined || !is(own.value, one[2])) changed[changed.length] = one[3];
  }
  return changed;
}
