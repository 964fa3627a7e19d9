import { basename } from 'node:path';
import type { readers } from 'perf-harness/plugin';
import { type FileFacts, ImportProblem, type TextImporter } from './importer.ts';
import { readTable, type TableRow, toPublishedRun } from './published-field-data.ts';

const MOST_GROUPS = 200;
const ADDRESS = /^(?:example )?urls?$/;
/** `Group LCP`, `LCP`, `LCP (75th percentile)`. */
const METRIC = /^(?:group )?(lcp|cls|inp|fid)(?: \(.*\))?$/;
const VALUE = /^<?\s*(?<number>\d+(?:[.,]\d+)?)\s*(?<unit>ms|s)?$/i;

/**
 * The Core Web Vitals report of Search Console, exported as CSV: the table of an issue, with one
 * row per URL group and its value. Tables that only count URLs by status have no percentiles.
 */
export const searchConsoleImporter: TextImporter = {
  type: 'text',
  format: 'search-console',
  tool: 'Search Console',
  recognises: (head) => {
    const [first = ''] = head.replace(/^\uFEFF/u, '').split(/\r?\n/, 1);
    const names = first.split(',').map((name) => name.replaceAll('"', '').trim().toLowerCase());
    return isOfGroups(names) || isOfCounts(names);
  },
  read: (text, facts) => {
    const rows = readTable(text);
    const [first] = rows;
    if (first !== undefined && isOfCounts([...first.keys()])) throw countsOnly();
    const device = deviceOf(facts);
    const pages = rows.flatMap((row) => pageOf(row, device)).slice(0, MOST_GROUPS);
    if (pages.length === 0) throw new ImportProblem('the file contains no URL group with a value');
    return pages.map((page) => toPublishedRun(page, basename(facts.path)));
  },
};

function isOfGroups(names: readonly string[]): boolean {
  return names.some((name) => ADDRESS.test(name)) && names.some((name) => METRIC.test(name));
}

/** `Chart.csv`: days with numbers of URLs. `Table.csv` of the overview: issues with numbers of URLs. */
function isOfCounts(names: readonly string[]): boolean {
  const has = (...wanted: readonly string[]): boolean =>
    wanted.every((column) => names.includes(column));
  return has('poor', 'good') || has('status', 'issue') || has('issue', 'validation');
}

function countsOnly(): ImportProblem {
  return new ImportProblem(
    'the file counts URLs by status and contains no percentile; open an issue in the report and export its table of URL groups',
  );
}

function pageOf(row: TableRow, device: string | null): readonly readers.PublishedPage[] {
  const p75s = new Map<string, number>();
  let page = '';
  for (const [name, value] of row) {
    const text = String(value ?? '').trim();
    if (ADDRESS.test(name)) page = text;
    const metric = METRIC.exec(name)?.[1];
    const p75 = metric === undefined ? null : valueIn(text, metric);
    if (metric !== undefined && p75 !== null) p75s.set(metric, p75);
  }
  if (page === '' || p75s.size === 0) return [];
  return [{ page, device, fromMs: null, toMs: null, p75s, findings: [] }];
}

/** Parses `3.1 s`, `240 ms` or `0.31`, some accounts with decimal comma; null if no value. */
function valueIn(text: string, metric: string): number | null {
  if (text === '' || text === '-' || text === '–') return null;
  const { number, unit } = VALUE.exec(text)?.groups ?? {};
  if (number === undefined) {
    throw new ImportProblem(`the ${metric} "${text.slice(0, 40)}" is not a valid value`);
  }
  const value = Number(number.replace(',', '.'));
  return unit?.toLowerCase() === 's' ? value * 1_000 : value;
}

/** Device from `Metadata.csv`, exported with the file, else from file and folder names. */
function deviceOf({ path, beside }: FileFacts): string | null {
  const text = `${beside('Metadata.csv') ?? beside('Filters.csv') ?? ''} ${path.split(/[\\/]/).slice(-2).join(' ')}`;
  if (/\bdesktop\b/i.test(text)) return 'desktop';
  return /mobile|phone/i.test(text) ? 'phone' : null;
}
