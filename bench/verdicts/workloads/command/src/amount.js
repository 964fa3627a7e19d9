/** How often the work is done; a planted slowdown changes this number and nothing else. */
export const amount = 80_000;
