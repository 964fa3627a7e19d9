import { readers } from 'perf-harness/plugin';
import { ImportProblem, type RunDraft, withImportErrors } from './importer.ts';

/** Converts a published page to a run named by page, device. @throws ImportProblem if invalid. */
export function toPublishedRun(published: readers.PublishedPage, file: string): RunDraft {
  const field = withImportErrors(() => readers.readPublishedFieldData(published, file));
  const { page, findings } = published;
  return {
    scenario: field.device === undefined ? page : `${page} (${field.device})`,
    kind: 'page',
    trials: [],
    field,
    findings,
  };
}

/** A row by the names of its columns, in small letters. */
export type TableRow = ReadonlyMap<string, unknown>;

/** Reads a table's rows from CSV or JSON: a list, or an object a line. @throws ImportProblem */
export function readTable(text: string): readonly TableRow[] {
  const plain = text.replace(/^\uFEFF/u, '');
  return /^\s*[[{]/.test(plain) ? jsonRows(plain) : csvRows(plain);
}

function jsonRows(text: string): readonly TableRow[] {
  return withImportErrors(() => readers.parseJsonValues(text)).map((value, index) => {
    if (typeof value !== 'object' || value === null) {
      throw new ImportProblem(`row ${index + 1} is not an object`);
    }
    return new Map(Object.entries(value).map(([name, cell]) => [name.toLowerCase(), cell]));
  });
}

function csvRows(text: string): readonly TableRow[] {
  // A text that ends inside of a quoted field has lost its end, and the reader leaves that row out.
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) throw new ImportProblem('the file is truncated');
  const [head = [], ...rows] = readers.readCsv(text);
  const names = head.map((name) => name.trim().toLowerCase());
  return rows
    .filter((row) => row.length > 1 || row[0]?.trim() !== '')
    .map((row, index) => {
      if (row.length !== names.length) {
        const isLast = index === rows.length - 1;
        throw new ImportProblem(
          isLast && row.length < names.length
            ? 'the file is truncated'
            : `row ${index + 2} has ${row.length} fields for ${names.length} columns`,
        );
      }
      return new Map(names.map((name, column) => [name, row[column]]));
    });
}
