/** What there is one of in a process, however many bundles hold the code that asks for it: by name, made when first asked for. */
export function onceInProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`perf-harness.${name}`);
  // Sound: each name is asked for in one place of the sources.
  const shared = globalThis as unknown as Record<symbol, T | undefined>;
  shared[key] ??= make();
  return shared[key];
}
