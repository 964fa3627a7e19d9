import type {
  DataPart,
  IncidentErrorPattern,
  IncidentSlowQuery,
} from '../../../harness/model/documents/investigation-document.ts';
import { formatQuantity } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import { incidentMoment } from './incident-moment.ts';

/** An error that became new or more often. */
export interface ErrorLineFact {
  readonly change: Extract<IncidentErrorPattern['change'], 'new' | 'more'>;
  readonly pattern: string;
  /** `0 → 60 an hour, first at 24 Nov 14:15 UTC` */
  readonly often: string;
}

/** A statement that took longer than a second. */
export interface SlowQueryFact {
  readonly statement: string;
  /** `3, p95 2.1 s` */
  readonly before: string;
  readonly after: string;
  readonly max: string;
  readonly total: string;
}

const MOST_ERRORS = 5;
const MOST_QUERIES = 5;

/** Errors that are new or more since it began; what was there before in the same number explains nothing. */
export function errorLineFacts({
  error_lines: { patterns },
}: Pick<DataPart, 'error_lines'>): readonly ErrorLineFact[] {
  return patterns
    .flatMap(({ change, pattern, before_per_hour, after_per_hour, first_at }) => {
      if (change !== 'new' && change !== 'more') return [];
      const rate = `${number(before_per_hour)} → ${number(after_per_hour)} an hour`;
      const first = change === 'new' ? `, first at ${incidentMoment(first_at)} UTC` : '';
      return [{ change, pattern: printable(pattern), often: `${rate}${first}` }];
    })
    .slice(0, MOST_ERRORS);
}

export function slowQueryFacts({
  slow_queries,
}: Pick<DataPart, 'slow_queries'>): readonly SlowQueryFact[] {
  return slow_queries.slice(0, MOST_QUERIES).map(({ statement, before, after }) => ({
    statement: printable(statement),
    before: levelText(before),
    after: levelText(after),
    max: time(Math.max(before.max ?? 0, after.max ?? 0)),
    total: time(before.total_ms + after.total_ms),
  }));
}

function levelText({ count, p95 }: IncidentSlowQuery['before']): string {
  return p95 === null ? 'none' : `${number(count)}, p95 ${time(p95)}`;
}

function time(ms: number): string {
  return formatQuantity(ms, 'ms');
}

function number(value: number): string {
  return formatQuantity(Math.round(value * 10) / 10, 'count');
}
