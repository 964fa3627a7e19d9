/** Endings of what may have to be transformed. */
export const SOURCES: readonly string[] = ['.ts', '.mts', '.cts', '.tsx', '.jsx'];
