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

/** True if it has more state than its properties: a socket, a stream, a timer. */
export function isNativeHandle(object: object): boolean {
  return inherits(object, handlePrototypes);
}

/** True if an object, or one that it inherits from, is among these. */
function inherits(object: object, ancestors: WeakSet<object>): boolean {
  let current: object | null = object;
  while (current !== null && !ancestors.has(current)) current = Object.getPrototypeOf(current);
  return current !== null;
}
