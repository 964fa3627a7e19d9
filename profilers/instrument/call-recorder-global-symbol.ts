/** Name of the global symbol by which instrumented functions find the recorder. */
export const RECORDER_SYMBOL = 'perf-harness.instrument';
