/** First line of the machine-readable block of a context.md; no other line of it is the same. */
export const BLOCK_OPEN = '```json perf-harness-context';
/** Last line of the block. */
export const BLOCK_CLOSE = '```';
