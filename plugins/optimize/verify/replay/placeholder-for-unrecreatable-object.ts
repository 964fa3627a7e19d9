/**
 * Creates a stand-in for an object that cannot be recreated. A module may store it and pass it on;
 * once it reads from it, the replay says nothing from there on.
 */
export function createPlaceholder(reason: string, onRead: (reason: string) => void): object {
  const touched = (): never => {
    if (isTracking) onRead(`the code reads ${reason}`);
    throw new TypeError('not captured');
  };
  const placeholder: object = new Proxy(
    {},
    {
      get: (_, key) => (key === 'then' ? undefined : touched()),
      set: touched,
      has: touched,
      deleteProperty: touched,
      ownKeys: touched,
      getPrototypeOf: touched,
      setPrototypeOf: touched,
      defineProperty: touched,
      getOwnPropertyDescriptor: touched,
      isExtensible: touched,
      preventExtensions: touched,
    },
  );
  placeholders.add(placeholder);
  return placeholder;
}

const placeholders = new WeakSet<object>();

export function isPlaceholder(object: object): boolean {
  return placeholders.has(object);
}

let isTracking = true;

/** Runs an inspection by the replay itself, which may read from placeholders. */
export function inspectUntracked<T>(inspect: () => T): T {
  const before = isTracking;
  isTracking = false;
  try {
    return inspect();
  } finally {
    isTracking = before;
  }
}
