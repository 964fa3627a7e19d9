/** Name of the file in a profiler's folder that marks the start of the measured period. */
export const RESTART_MARKER = 'stretch-begins';
