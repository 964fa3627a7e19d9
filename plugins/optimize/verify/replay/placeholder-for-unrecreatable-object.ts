/**
 * Creates a stand-in for an object that cannot be made again. A module may store it and pass it on;
 * once it looks into it, the session says nothing from there on.
 */
export function createPlaceholder(reason: string, lose: (reason: string) => void): object {
  const touched = (): never => {
    if (isLooking) lose(`the code reads ${reason}`);
    throw new TypeError('not captured');
  };
  const made: object = new Proxy(
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
  placeholders.add(made);
  return made;
}

const placeholders = new WeakSet<object>();

export function isPlaceholder(object: object): boolean {
  return placeholders.has(object);
}

let isLooking = true;

/** Runs an inspection of our own, during which looking into placeholders does not count. */
export function inspectUntracked<T>(look: () => T): T {
  const before = isLooking;
  isLooking = false;
  try {
    return look();
  } finally {
    isLooking = before;
  }
}
