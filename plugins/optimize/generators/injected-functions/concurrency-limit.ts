/**
 * Maximum number of concurrent iterations: below the ten connections that a pool of pg has by
 * default, and twice the threads that Node.js reads files with.
 */
export const CONCURRENCY_LIMIT = 8;
