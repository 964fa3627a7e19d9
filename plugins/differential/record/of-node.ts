/** Classes of Node.js, which belong to everybody in the process. */
const MODULES = [
  'events',
  'stream',
  'http',
  'https',
  'net',
  'tls',
  'fs',
  'worker_threads',
  'url',
  'timers',
];

const prototypes = new WeakSet<object>();

for (const name of MODULES) {
  const module = process.getBuiltinModule(`node:${name}`) as unknown as object;
  keep(module);
  for (const key of Object.getOwnPropertyNames(module)) {
    // Getters load what nobody asked for, or warn.
    const value: unknown = Object.getOwnPropertyDescriptor(module, key)?.value;
    if (typeof value === 'function') keep(value);
  }
}

function keep(value: object): void {
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value;
  if (typeof prototype === 'object' && prototype !== null) prototypes.add(prototype);
}

/** Whether an object is of a class of Node.js, or of one that is made of it: a socket, a stream, an emitter. */
export function isOfNode(object: object): boolean {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) {
    if (prototypes.has(at)) return true;
  }
  return false;
}
