/** Pairs of a stage that a comparison takes at the most: where exact intervals end, and patience too. */
export const MOST_PAIRS = 400;

/** Limits of a command; null where its default holds. */
export interface CommandLimits {
  readonly timeMs: number | null;
  readonly pairs: number | null;
}

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** The same as words of the command, none of which a shell has to have quoted: `--time`, `20min`. */
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
