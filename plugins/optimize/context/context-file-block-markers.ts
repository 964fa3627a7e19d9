/** First line of a context.md's machine-readable block; no other line of the file equals it. */
export const BLOCK_OPEN = '```json perf-harness-context';
/** Last line of the block. */
export const BLOCK_CLOSE = '```';
