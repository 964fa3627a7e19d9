/** Where a process finds the place at which it is asked to end; set where no signal can ask. */
export const END_VARIABLE = 'PERF_HARNESS_END';
