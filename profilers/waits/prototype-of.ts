/** Runs in the measured process: the prototype of a class that a library exports; null: it is none. */
export function prototypeOf(exported: unknown): object | null {
  if (typeof exported !== 'function') return null;
  const { prototype } = exported as { readonly prototype?: unknown };
  return typeof prototype === 'object' ? prototype : null;
}
