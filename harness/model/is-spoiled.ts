import type { RunRecord } from './documents/record.ts';

/** Ends of a scenario of a live comparison after which nothing can be said about it. */
const SPOILED: ReadonlySet<string> = new Set(['failed', 'outside-files', 'blocked']);

/** Whether nothing can be said about what a record of either side is of. */
export function isSpoiled({ stop }: Pick<RunRecord, 'stop'>): boolean {
  return stop !== null && SPOILED.has(stop);
}
