/** A path at which there is never a program. */
export const NO_PROGRAM = '/proc/self/no-such-program';

/** Opens what a descriptor of the process that opens it stands for, anew. */
export function descriptorPath(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}
