const KIB = 1_024;

/**
 * Largest resident memory of a process so far, bytes, from its /proc/<pid>/status; null where that does
 * not tell. What a process says of itself (getrusage(2)) begins with that of the one that started it.
 */
export function highWaterOf(status: string): number | null {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * KIB;
}
