/** Runs in the measured process: how many rows an answer of a database holds. */

/** Nothing says how many there were. */
export const UNKNOWN_ROWS = -1;

/**
 * Of pg and its pool `rowCount`; of mysql2 the rows themselves, which a promise gives as the first of a
 * pair with the columns. Reading a property of an answer does not change it.
 */
export function rowsOf(answer: unknown): number {
  if (Array.isArray(answer)) {
    const [first] = answer;
    if (Array.isArray(first)) return first.length;
    // Several statements in one text have an answer each.
    return first instanceof Object && 'rowCount' in first ? UNKNOWN_ROWS : answer.length;
  }
  if (typeof answer !== 'object' || answer === null) return UNKNOWN_ROWS;
  const { rowCount, affectedRows } = answer as Readonly<Record<string, unknown>>;
  const count = rowCount ?? affectedRows;
  return typeof count === 'number' ? count : UNKNOWN_ROWS;
}
