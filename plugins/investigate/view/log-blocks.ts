import { type Block, display } from 'perf-harness/plugin';
import type {
  BeforeAndAfter,
  DataPart,
  IncidentSlowQuery,
} from '../document/investigation-document.ts';
import { incidentMoment } from './incident-moment.ts';

/** Rows of a table; the JSON has all. */
const MOST_ROWS = 8;
const MOST_ERRORS = 5;
const MOST_QUERIES = 5;

/** Endpoints, and each column that tells users apart, before and since it began. */
export function affectedTables({ endpoints, segments }: DataPart): readonly Block<'table'>[] {
  return [
    affectedTable('endpoint', endpoints),
    ...segments.map(({ column, values }) => affectedTable(display.printable(column), values)),
  ];
}

function affectedTable(title: string, rows: readonly BeforeAndAfter[]): Block<'table'> {
  return {
    type: 'table',
    title: null,
    noun: 'row',
    columns: [
      { title },
      { title: 'requests', align: 'right' },
      { title: 'p95 before', align: 'right' },
      { title: 'since', align: 'right' },
      { title: 'change', align: 'right' },
    ],
    rows: rows.slice(0, MOST_ROWS).map(affectedRow),
  };
}

/** Under time-outs the median may rise by more than the 95th percentile, and is shown then. */
const SHOWN_MEDIAN = 1.5;
const SMALL_P95 = 1.2;

function affectedRow(row: BeforeAndAfter): readonly Block<'table'>['rows'][number][number][] {
  const { name, share, before, after, is_affected: isAffected } = row;
  const [p95, p50] = [ratioOf(before.p95, after.p95), ratioOf(before.p50, after.p50)];
  const isMedian = isAffected && (p95 ?? 1) < SMALL_P95 && (p50 ?? 1) >= SHOWN_MEDIAN;
  const text = (level: BeforeAndAfter['before']): string => {
    const value = isMedian ? level.p50 : level.p95;
    if (value === null) return display.NO_NUMBER;
    return `${isMedian ? 'p50 ' : ''}${display.formatQuantity(value, 'ms')}${level.low_n ? ' (low n)' : ''}`;
  };
  const ratio = isMedian ? p50 : p95;
  const change = ratio === null ? display.NO_NUMBER : display.formatChange(ratio);
  return [
    display.printable(name),
    display.formatShare(share),
    text(before),
    text(after),
    isAffected ? { text: change, tone: 'bad' } : change,
  ];
}

function ratioOf(before: number | null, after: number | null): number | null {
  return before === null || after === null || before === 0 ? null : after / before;
}

/** Errors that are new or more frequent; a constant number of them explains nothing. */
export function errorList({ error_lines: { patterns } }: DataPart): Block<'list'> {
  const items = patterns.flatMap(
    ({ change, pattern, before_per_hour, after_per_hour, first_at }) => {
      if (change !== 'new' && change !== 'more') return [];
      const rate = `${count(before_per_hour)} → ${count(after_per_hour)} an hour`;
      const first = change === 'new' ? `, first at ${incidentMoment(first_at)} UTC` : '';
      const details = [{ text: `${rate}${first}` }];
      return [
        { lead: change, leadTone: 'bad' as const, text: display.printable(pattern), details },
      ];
    },
  );
  return {
    type: 'list',
    title: 'New or more frequent errors',
    noun: 'error',
    items: items.slice(0, MOST_ERRORS),
  };
}

/** Statements that took longer than a second. */
export function queryTable({ slow_queries: queries }: DataPart): Block<'table'> {
  return {
    type: 'table',
    title: 'Slow queries',
    noun: 'query',
    columns: [
      { title: 'statement', isCode: true },
      { title: 'before', align: 'right' },
      { title: 'since', align: 'right' },
      { title: 'longest', align: 'right' },
      { title: 'total', align: 'right' },
    ],
    rows: queries
      .slice(0, MOST_QUERIES)
      .map(({ statement, before, after }) => [
        display.printable(statement),
        levelText(before),
        levelText(after),
        display.formatQuantity(Math.max(before.max ?? 0, after.max ?? 0), 'ms'),
        display.formatQuantity(before.total_ms + after.total_ms, 'ms'),
      ]),
  };
}

/** `3, p95 2.1 s` */
function levelText({ count: times, p95 }: IncidentSlowQuery['before']): string {
  return p95 === null ? 'none' : `${count(times)}, p95 ${display.formatQuantity(p95, 'ms')}`;
}

function count(value: number): string {
  return display.formatQuantity(Math.round(value * 10) / 10, 'count');
}
