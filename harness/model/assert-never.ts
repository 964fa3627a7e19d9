/** Closes an exhaustive `switch`: a case that the types rule out is a defect of perf-harness. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
