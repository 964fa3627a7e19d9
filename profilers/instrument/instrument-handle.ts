/** Name of the global symbol by which instrumented functions find the recorder. */
export const HANDLE = 'perf-harness.instrument';
