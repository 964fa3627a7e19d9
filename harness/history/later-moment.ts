/** The moment that an identifier begins with: `20260102T030405678Z`. */
const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/u;
const STAMP_LENGTH = '20260102T030405678Z'.length;

/** What an identifier of this moment begins with. */
export function stampOf(moment: Date): string {
  return moment.toISOString().replace(/[-:.]/gu, '');
}

/**
 * The moment that a new identifier is to begin with: now, or just after the newest of those that
 * are there. A clock that was set back, and two in one millisecond, would make what is new look old.
 */
export function laterMoment(now: Date, ids: readonly string[]): Date {
  const newest =
    ids
      .filter((id) => STAMP.test(id))
      .toSorted()
      .at(-1) ?? '';
  const iso = newest.slice(0, STAMP_LENGTH).replace(STAMP, '$1-$2-$3T$4:$5:$6.$7Z');
  const newestMs = Date.parse(iso);
  return newestMs >= now.getTime() ? new Date(newestMs + 1) : now;
}
