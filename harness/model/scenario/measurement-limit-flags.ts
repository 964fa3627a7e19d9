/** Maximum pairs per stage in a comparison: the limit of exact intervals, and of patience. */
export const MOST_PAIRS = 400;

/** Limits of a command; null where its default holds. */
export interface CommandLimits {
  readonly timeMs: number | null;
  readonly pairs: number | null;
}

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** Returns the limits as command-line arguments that need no shell quoting: `--time`, `20min`. */
export function formatLimitFlags({ timeMs, pairs }: CommandLimits): readonly string[] {
  return [
    ...(timeMs === null ? [] : ['--time', timeWord(timeMs)]),
    ...(pairs === null ? [] : ['--max-pairs', `${pairs}`]),
  ];
}

function timeWord(timeMs: number): string {
  if (timeMs % MINUTE_MS === 0) return `${timeMs / MINUTE_MS}min`;
  return timeMs % SECOND_MS === 0 ? `${timeMs / SECOND_MS}s` : `${timeMs}ms`;
}
