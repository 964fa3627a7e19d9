import type { FieldData } from '../model/field-metrics.ts';

/** Segment of one day and one process: `2026-11-27-4711-mi2k3j-0.jsonl`. */
const NAME = /^(\d{4}-\d{2}-\d{2})-[\w-]+\.jsonl$/u;

/** Names a segment. @param owner - Distinguishes the process from all, and from earlier starts. */
export function segmentFileName(day: Date, owner: string, serial: number): string {
  return `${formatUtcDay(day)}-${owner}-${serial}.jsonl`;
}

/** Returns the UTC day of a segment: `2026-11-27`. null if the name is not a segment's. */
export function segmentDay(name: string): string | null {
  return NAME.exec(name)?.[1] ?? null;
}

const DAY_MS = 86_400_000;

/** Names of the segments of the newest days among some, back from the newest. @param days - At least 1. */
export function selectNewestSegments(names: readonly string[], days: number): readonly string[] {
  const dated = names.flatMap((name) => {
    const day = segmentDay(name);
    return day === null ? [] : [{ name, day }];
  });
  const newest = dated
    .map(({ day }) => day)
    .sort()
    .at(-1);
  if (newest === undefined) return [];
  const first = formatUtcDay(new Date(Date.parse(newest) - (days - 1) * DAY_MS));
  return dated.filter(({ day }) => day >= first).map(({ name }) => name);
}

/** Returns names of segments older than `days` days, counting today; none for Infinity. */
export function selectExpiredSegments(
  names: readonly string[],
  today: Date,
  days: number,
): readonly string[] {
  const moment = new Date(today.getTime() - (days - 1) * DAY_MS);
  if (!(days >= 1) || Number.isNaN(moment.getTime())) return [];
  const first = formatUtcDay(moment);
  return names.filter((name) => {
    const day = segmentDay(name);
    return day !== null && day < first;
  });
}

/** As UTC has it: `2026-11-27`. */
export function formatUtcDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Returns the source to record with field data: the collector, if all files are segments. */
export function collectorSource(names: readonly string[]): Pick<FieldData, 'source'> {
  const isOfCollector = names.length > 0 && names.every((name) => segmentDay(name) !== null);
  return isOfCollector ? { source: 'collector' } : {};
}
