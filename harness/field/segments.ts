/** Segments of one day, of one process: `2026-11-27-4711-mi2k3j-0.jsonl`. */
const NAME = /^(\d{4}-\d{2}-\d{2})-[\w-]+\.jsonl$/u;

/** Name of a segment. @param owner - Tells the process from all others, of other starts too. */
export function segmentName(day: Date, owner: string, serial: number): string {
  return `${dayOf(day)}-${owner}-${serial}.jsonl`;
}

/** The day that a segment is of, as UTC has it: `2026-11-27`. null: it is none. */
export function dayOfSegment(name: string): string | null {
  return NAME.exec(name)?.[1] ?? null;
}

/** As UTC has it: `2026-11-27`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
