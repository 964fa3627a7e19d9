/** Classes of Node.js, which are shared by all code in the process. */

const MODULES = ['events', 'stream', 'http', 'https', 'net', 'tls', 'fs', 'worker_threads', 'url'];
/** Classes without state besides their properties: emitters and URLs. */
const OPEN = new Set(['EventEmitter', 'Url']);

const prototypes = new WeakSet<object>();
const handles = new WeakSet<object>();

for (const name of MODULES) {
  const module = process.getBuiltinModule(`node:${name}`) as unknown as object;
  keep(module);
  for (const key of Object.getOwnPropertyNames(module)) {
    // Getters are not called, since they load modules or warn.
    const value: unknown = Object.getOwnPropertyDescriptor(module, key)?.value;
    if (typeof value === 'function') keep(value);
  }
}
const timers = [setTimeout(() => undefined), setImmediate(() => undefined)] as const;
clearTimeout(timers[0]);
clearImmediate(timers[1]);
for (const timer of timers) keepPrototype(Object.getPrototypeOf(timer), true);

function keep(value: object): void {
  const { name } = value as { readonly name?: unknown };
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value;
  keepPrototype(prototype, !OPEN.has(String(name)));
}

function keepPrototype(prototype: unknown, isHandle: boolean): void {
  // Names of other things are listed there too, such as URL, which is a global.
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return;
  prototypes.add(prototype);
  if (isHandle) handles.add(prototype);
}

/** True for instances of Node.js classes or classes derived from them: socket, stream, emitter. */
export function isNodeInstance(object: object): boolean {
  return inherits(object, prototypes);
}

/** True if it has more state than its properties: a socket, a stream, a timer. */
export function isNativeHandle(object: object): boolean {
  return inherits(object, handles);
}

function inherits(object: object, from: WeakSet<object>): boolean {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) {
    if (from.has(at)) return true;
  }
  return false;
}
