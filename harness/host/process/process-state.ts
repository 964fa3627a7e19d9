/** Position of the number of threads behind the process's name in /proc/<pid>/stat (proc(5), field 20). */
const THREADS_FIELD = 17;

/**
 * Whether a process has ended, though nobody has asked about its end yet. The kernel calls it a zombie
 * from the moment that its first thread has ended; the files and sockets of a server stay open until
 * the last one has.
 * @param fields - What /proc/<pid>/stat tells behind the name, the state first.
 */
export function hasEnded(fields: readonly string[]): boolean {
  const [state] = fields;
  if (state === 'X') return true;
  return state === 'Z' && Number(fields[THREADS_FIELD] ?? 1) <= 1;
}
