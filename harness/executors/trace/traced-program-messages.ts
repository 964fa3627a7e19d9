/** Variables with report destinations of a traced program, which does not see them. */
export const TRACED_PROGRAM_VARIABLES = {
  /** File for the inputs that it has read. */
  file: 'PERF_HARNESS_TRACE_FILE',
  /** File for the reason why it had to end immediately. */
  note: 'PERF_HARNESS_TRACE_NOTE',
  /** Socket for requests of the harness; absent: the program reports at its end. */
  socket: 'PERF_HARNESS_TRACE_SOCKET',
} as const;

/** Messages to a traced server, a word a line; it sends `here` first, and `heard` after each. */
export type TracedProgramRequest = 'called' | 'end';
