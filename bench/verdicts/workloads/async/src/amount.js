/** Repetitions of the work; a planted slowdown changes this number and nothing else. */
export const amount = 400;
