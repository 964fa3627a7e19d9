/** Variables by which a traced program is told where to tell what it reads; it does not see them. */
export const PROGRAM_VARIABLES = {
  /** File for what it has read. */
  file: 'PERF_HARNESS_TRACE_FILE',
  /** File for why it had to end at once. */
  note: 'PERF_HARNESS_TRACE_NOTE',
  /** Socket that it is asked through; absent: it tells at its end. */
  socket: 'PERF_HARNESS_TRACE_SOCKET',
} as const;

/** What is said to a server, a word a line. It says `here` first, and then `heard` to each. */
export type ToProgram = 'called' | 'end';
