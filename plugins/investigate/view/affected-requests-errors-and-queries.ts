import { type Block, display } from 'perf-harness/plugin';
import type {
  BeforeAndAfter,
  DataPart,
  IncidentSlowQuery,
} from '../document/investigation-document.ts';
import { formatIncidentTime } from './incident-conclusion-and-onset-text.ts';

/** Rows of a table; the JSON has all. */
const MOST_ROWS = 8;
const MOST_ERRORS = 5;
const MOST_QUERIES = 5;

export function affectedTables({ endpoints, segments }: DataPart): readonly Block<'table'>[] {
  return [
    affectedTable('endpoint', endpoints),
    ...segments.map(({ column, values }) => affectedTable(column, values)),
  ];
}

function affectedTable(title: string, rows: readonly BeforeAndAfter[]): Block<'table'> {
  return display.createTable({
    noun: 'row',
    rows: rows.slice(0, MOST_ROWS).map(affectedRow),
    columns: [
      [title, ({ name }) => name],
      ['requests', ({ share }) => share, 'right'],
      ['p95 before', ({ before }) => before, 'right'],
      ['since', ({ since }) => since, 'right'],
      [
        'change',
        ({ change, isAffected }) => (isAffected ? { text: change, tone: 'bad' } : change),
        'right',
      ],
    ],
  });
}

/** Median ratio from which it is shown if the 95th percentile rose less, as with time-outs. */
const SHOWN_MEDIAN = 1.5;
const SMALL_P95 = 1.2;

function affectedRow(row: BeforeAndAfter) {
  const { name, share, before, after, is_affected: isAffected } = row;
  const [p95, p50] = [ratioOf(before.p95, after.p95), ratioOf(before.p50, after.p50)];
  const isMedian = isAffected && (p95 ?? 1) < SMALL_P95 && (p50 ?? 1) >= SHOWN_MEDIAN;
  const text = (level: BeforeAndAfter['before']): string => {
    const value = isMedian ? level.p50 : level.p95;
    if (value === null) return display.NO_NUMBER;
    return `${isMedian ? 'p50 ' : ''}${display.formatQuantity(value, 'ms')}${level.low_n ? ' (low n)' : ''}`;
  };
  const ratio = isMedian ? p50 : p95;
  return {
    name: name,
    share: display.formatShare(share),
    before: text(before),
    since: text(after),
    change: ratio === null ? display.NO_NUMBER : display.formatChange(ratio),
    isAffected,
  };
}

function ratioOf(before: number | null, after: number | null): number | null {
  return before === null || after === null || before === 0 ? null : after / before;
}

/** Lists errors that are new or more frequent; a constant rate explains nothing. */
export function errorList({ error_lines: { patterns } }: DataPart): Block<'list'> {
  const worse = patterns.filter(({ change }) => change === 'new' || change === 'more');
  return {
    type: 'list',
    title: 'New or more frequent errors',
    noun: 'error',
    items: worse
      .slice(0, MOST_ERRORS)
      .map(({ change, pattern, before_per_hour, after_per_hour, first_at }) => {
        const rate = `${count(before_per_hour)} → ${count(after_per_hour)} an hour`;
        const first = change === 'new' ? `, first at ${formatIncidentTime(first_at)} UTC` : '';
        const details = [{ text: `${rate}${first}` }];
        return { lead: change, leadTone: 'bad', text: pattern, details };
      }),
  };
}

export function queryTable({ slow_queries: queries }: DataPart): Block<'table'> {
  const time = (ms: number): string => display.formatQuantity(ms, 'ms');
  return display.createTable({
    title: 'Slow queries',
    noun: 'query',
    rows: queries.slice(0, MOST_QUERIES),
    columns: [
      ['statement', ({ statement }) => statement, 'code'],
      ['before', ({ before }) => levelText(before), 'right'],
      ['since', ({ after }) => levelText(after), 'right'],
      ['longest', ({ before, after }) => time(Math.max(before.max ?? 0, after.max ?? 0)), 'right'],
      ['total', ({ before, after }) => time(before.total_ms + after.total_ms), 'right'],
    ],
  });
}

/** `3, p95 2.1 s` */
function levelText({ count: times, p95 }: IncidentSlowQuery['before']): string {
  return p95 === null ? 'none' : `${count(times)}, p95 ${display.formatQuantity(p95, 'ms')}`;
}

function count(value: number): string {
  return display.formatQuantity(Math.round(value * 10) / 10, 'count');
}
