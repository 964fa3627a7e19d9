/** Variable with the address where a process receives end requests; set where no signal can. */
export const END_VARIABLE = 'PERF_HARNESS_END';
