/** Name of the file in a profiler's folder that says that the measured stretch begins. */
export const RESTART_MARKER = 'stretch-begins';
