/** What a function does to that which all code of its process shares. */

interface BuiltIn {
  readonly name: string;
  readonly object: object;
}

/** The methods and accessors of an object: what its other properties hold changes as they are used. */
type Methods = ReadonlyMap<PropertyKey, unknown>;

/**
 * Notes the methods of the built-in objects, the working directory and the environment.
 * @returns Names the first of them that is not as it was, such as `JSON.parse`; null where all are.
 */
export function watchGlobals(): () => string | null {
  const watched = builtIns().map((one) => ({ ...one, methods: methodsOf(one.object) }));
  const cwd = process.cwd();
  const environment = JSON.stringify(process.env);
  return () => {
    if (process.cwd() !== cwd) return 'process.cwd()';
    if (JSON.stringify(process.env) !== environment) return 'process.env';
    for (const { name, object, methods } of watched) {
      const changed = changedMethod(object, methods);
      if (changed !== null) return `${name}.${changed}`;
    }
    return null;
  };
}

function changedMethod(object: object, before: Methods): string | null {
  const now = methodsOf(object);
  for (const [key, method] of before) if (now.get(key) !== method) return String(key);
  // What is added hides or joins what all inherit; a global of one's own is in nobody's way.
  if (object === globalThis) return null;
  for (const key of now.keys()) if (!before.has(key)) return String(key);
  return null;
}

/** The global object, what stands in it, and the prototypes of what stands in it. */
function builtIns(): readonly BuiltIn[] {
  const found: BuiltIn[] = [{ name: 'globalThis', object: globalThis }];
  const inGlobal = Object.entries(Object.getOwnPropertyDescriptors(globalThis))
    // Accessors load what they are of when it is first used, but for those below.
    .map(([name, { value }]): readonly [string, unknown] => [name, value]);
  const byAccessor: readonly (readonly [string, unknown])[] = Object.entries({
    Buffer,
    performance,
    process,
  });
  for (const [name, value] of [...inGlobal, ...byAccessor]) {
    if (!isObject(value) || value === globalThis) continue;
    found.push({ name, object: value });
    const prototype: unknown = typeof value === 'function' ? value.prototype : null;
    if (isObject(prototype)) found.push({ name: `${name}.prototype`, object: prototype });
  }
  return found;
}

function methodsOf(object: object): Methods {
  const methods = new Map<PropertyKey, unknown>();
  for (const key of Reflect.ownKeys(object)) {
    const { get, set, value } = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
    const accessor = object === globalThis ? undefined : (get ?? set);
    const method = typeof value === 'function' ? value : accessor;
    if (method !== undefined) methods.set(key, method);
  }
  return methods;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
