/** Name of the file in a profiler's folder that marks the start of the measured period. */
export const RECORDING_RESTART_MARKER_FILE = 'stretch-begins';
