/** A value by name, created at its first use and shared by all bundles in the process that contain this code. */
export function processSingleton<T>(name: string, make: () => T): T {
  const key = Symbol.for(`perf-harness.${name}`);
  // Sound: each name is used in one place of the sources.
  const shared = globalThis as unknown as Record<symbol, T | undefined>;
  shared[key] ??= make();
  return shared[key];
}
