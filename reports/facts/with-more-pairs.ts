const COMPARE = 'perf-harness compare ';
/** Limits that the command of a comparison may have. */
const TIME = / --time \S+/u;
const PAIRS = / --max-pairs \S+/u;
/** From here on stand a program's words, or names that had to be quoted. */
const OF_OTHERS = / -- | '/u;
/** Pairs of a stage unless said, and at the most: docs/compare.md. */
const USUAL_PAIRS = 95;
const MOST_PAIRS = 400;

/**
 * The command that measures a comparison again with limits that let it decide what it could not: under those
 * that it had, it would end at the same place. null for another command.
 * @param needed - Pairs that would probably decide; null: not known, or so many that none do.
 */
export function withMorePairs(again: string, needed: number | null): string | null {
  if (!again.startsWith(COMPARE)) return null;
  const end = again.search(OF_OTHERS);
  const [own, others] = end < 0 ? [again, ''] : [again.slice(0, end), again.slice(end)];
  const isLimited = PAIRS.test(own) || (needed ?? 0) > USUAL_PAIRS;
  const pairs = isLimited ? `--max-pairs ${MOST_PAIRS} ` : '';
  const rest = own.replace(TIME, '').replace(PAIRS, '').slice(COMPARE.length);
  return `${COMPARE}--time 20min ${pairs}${rest}${others}`;
}
