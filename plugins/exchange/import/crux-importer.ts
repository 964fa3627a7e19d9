import { basename } from 'node:path';
import { readers } from 'perf-harness/plugin';
import { findingIf, ImportProblem, type TextImporter, withImportErrors } from './importer.ts';
import { readTable, type TableRow, toPublishedRun } from './published-field-data.ts';

/** Responses of the CrUX API and its history API: one run per page and device class. */
export const cruxImporter: TextImporter = {
  type: 'text',
  format: 'crux',
  tool: 'Chrome UX Report',
  recognises: readers.isCrux,
  read: (text, { path }) =>
    withImportErrors(() => readers.readCrux(text)).map((page) =>
      toPublishedRun(page, basename(path)),
    ),
};

const MOST_ROWS = 200;
const PAGE_KEYS = ['url', 'page', 'origin'] as const;
const DEVICE_KEYS = ['device', 'form_factor', 'formfactor'] as const;
const COLUMN = /["',{\s](?:p75_(?:lcp|cls|inp|fcp|ttfb|fid)|(?:lcp|cls|inp|fcp|ttfb|fid)_p75)\b/i;

/**
 * Rows of the CrUX dataset, exported from BigQuery as CSV or JSON: the summary tables with columns
 * `p75_lcp` and so on, or a custom query with the same column names. If there are several months,
 * the newest counts.
 */
export const cruxTableImporter: TextImporter = {
  type: 'text',
  format: 'crux',
  tool: 'Chrome UX Report',
  recognises: (head) => COLUMN.test(` ${head}`) && /\b(?:origin|url|page)\b/i.test(head),
  read: (text, { path }) => {
    const newest = new Map<string, readers.PublishedPage>();
    let older = 0;
    for (const [index, row] of readTable(text).entries()) {
      const page = pageOf(row, index + 1);
      const key = JSON.stringify([page.page, page.device]);
      const known = newest.get(key);
      if (known !== undefined) older += 1;
      if (known === undefined || (page.fromMs ?? 0) > (known.fromMs ?? 0)) newest.set(key, page);
    }
    const pages = [...newest.values()].filter(({ p75s }) => p75s.size > 0);
    if (pages.length === 0)
      throw new ImportProblem('the file contains no 75th percentile of a web vital');
    if (pages.length > MOST_ROWS) {
      throw new ImportProblem(
        `the file contains ${pages.length} combinations of page and device, more than the limit of ${MOST_ROWS}; query only the relevant pages`,
      );
    }
    return pages.map((page, index) =>
      toPublishedRun({ ...page, findings: index === 0 ? olderRows(older) : [] }, basename(path)),
    );
  },
};

function pageOf(row: TableRow, number: number): readers.PublishedPage {
  const page = textOf(row, PAGE_KEYS);
  if (page === null) throw new ImportProblem(`row ${number} has neither an origin nor a url`);
  const p75s = new Map<string, number>();
  for (const metric of readers.FIELD_METRICS) {
    const value = readers.parseFieldNumber(row.get(`p75_${metric}`) ?? row.get(`${metric}_p75`));
    if (value !== null) p75s.set(metric, value);
  }
  return { page, device: textOf(row, DEVICE_KEYS), ...monthOf(row), p75s, findings: [] };
}

function textOf(row: TableRow, keys: readonly string[]): string | null {
  const found = keys
    .map((key) => row.get(key))
    .find((value) => value !== undefined && value !== null);
  const text = String(found ?? '').trim();
  return text === '' || /^(?:null|all)$/i.test(text) ? null : text;
}

/** Reads the month: `202610` in `yyyymm`, or its first day in `date`. */
function monthOf(row: TableRow): Pick<readers.PublishedPage, 'fromMs' | 'toMs'> {
  const text = String(row.get('yyyymm') ?? row.get('date') ?? '');
  const [, year, month] = /^(\d{4})-?(\d{2})(?:-?\d{2})?$/.exec(text.trim()) ?? [];
  if (year === undefined) return { fromMs: null, toMs: null };
  return {
    fromMs: Date.UTC(Number(year), Number(month) - 1, 1),
    toMs: Date.UTC(Number(year), Number(month), 0),
  };
}

function olderRows(count: number): readers.PublishedPage['findings'] {
  return findingIf(count > 0, {
    id: 'import-older-periods',
    level: 'info',
    message: `Only the newest month of CrUX data is used; ${count} older rows were skipped.`,
  });
}
