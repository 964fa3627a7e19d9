/**
 * Environment variable with the address at which a process receives a request to end; set where no
 * signal can.
 */
export const END_VARIABLE = 'PERF_HARNESS_END';
