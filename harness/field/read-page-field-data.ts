import { basename, join } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import type { FieldReading } from '../model/executor.ts';
import type { FieldData, FieldMetric } from '../model/field-metrics.ts';
import type { Finding } from '../model/finding.ts';
import type { FieldSource } from '../model/scenario/scenario.ts';
import { UserError } from '../model/user-error.ts';
import { aggregateFieldData } from './aggregate-real-user-field-data.ts';
import { collectorSource, selectNewestSegments } from './collector-segment-files.ts';
import { wholeLines } from './parse-json-or-json-lines.ts';
import { type PublishedPage, readPublishedFieldData } from './published-p75-field-data.ts';
import { isCrux, readCrux } from './read-chrome-ux-report-data.ts';
import { FieldProblem, readBeacons } from './read-web-vitals-beacons.ts';

/** Path segment that matches any value: `:id` of our collector and of Express, `[id]` of Next. */
const ANY = /^(?::.+|\[[^\]]+\])$/u;

/** True if a path is the page or matches its `*`; a route `/products/:id` matches `/products/7`. */
export function matchesPage(path: string, page: string): boolean {
  if (path === page) return true;
  if (page.endsWith('*')) return path.startsWith(page.slice(0, -1));
  const [parts, wanted] = [path.split('/'), page.split('/')];
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => part === wanted[index] || (ANY.test(part) && wanted[index] !== ''))
  );
}

/** Name of a whole site, for which CrUX has data of all pages together. */
const WHOLE_SITE = '*';

/**
 * Returns the CrUX data of a page or an origin (`*`), of all devices together or the worst value of
 * each metric.
 * @throws FieldProblem
 */
function cruxField(pages: readonly PublishedPage[], page: string, file: string): FieldData {
  const own = pages.filter((publishedPage) =>
    publishedPage.isOrigin === true
      ? page === WHOLE_SITE
      : matchesPage(pathOf(publishedPage.page), page),
  );
  const all = own.filter(({ device }) => device === null);
  const fields = (all.length > 0 ? all : own).map((publishedPage) =>
    readPublishedFieldData(publishedPage, file),
  );
  const metrics: Record<string, FieldMetric> = {};
  for (const field of fields) {
    for (const [name, metric] of Object.entries(field.metrics)) {
      const known = metrics[name];
      if (known === undefined || known.p75 < metric.p75) metrics[name] = metric;
    }
  }
  const [first] = fields;
  const devices = new Set(fields.map(({ device }) => device));
  const device = devices.size === 1 ? first?.device : undefined;
  return {
    files: [file],
    page,
    ...(device !== undefined && { device }),
    from: first?.from ?? null,
    to: first?.to ?? null,
    metrics,
  };
}

function pathOf(address: string): string {
  return URL.parse(address)?.pathname ?? address;
}

type ReadFiles = Pick<Files, 'readLines' | 'readParts' | 'isFile' | 'isFolder' | 'list'>;

/** Number of leading characters by which a CrUX response is recognized. */
const HEAD = 16_384;

/** Reads field data: beacons, a CrUX response, a collector's newest days. @throws UserError */
export async function readPageFieldData(
  files: ReadFiles,
  source: FieldSource,
): Promise<FieldReading> {
  const { file, page } = source;
  const paths = pathsOf(files, source);
  const crux = await cruxOf(files, source);
  if (crux !== null) return found(crux, []);
  let torn = 0;
  const lines = paths.map((path) =>
    wholeLines(files.readLines(path), () => {
      torn += 1;
    }),
  );
  try {
    const beacons = await readBeacons(lines, (path) => matchesPage(path, page));
    const names = paths.map((path) => basename(path));
    const field = aggregateFieldData(beacons, { files: names, page, ...collectorSource(names) });
    return found(field, torn > 0 ? [tornLine(file)] : []);
  } catch (error) {
    throw explained(file, error);
  }
}

function found(field: FieldData, findings: readonly Finding[]): FieldReading {
  const isEmpty = Object.keys(field.metrics).length === 0;
  return { field, findings: [...(isEmpty ? [empty(field)] : []), ...findings] };
}

/** Returns the page's data from a saved CrUX response; null where the file is none. */
async function cruxOf(files: ReadFiles, { file, page }: FieldSource): Promise<FieldData | null> {
  if (!files.isFile(file)) return null;
  try {
    let text = '';
    for await (const part of files.readParts(file)) {
      text += part;
      // Files of beacons may be large, so the decision is made on their first part.
      if (!isCrux(text.slice(0, HEAD))) return null;
    }
    return isCrux(text.slice(0, HEAD)) ? cruxField(readCrux(text), page, basename(file)) : null;
  } catch (error) {
    throw explained(file, error);
  }
}

function explained(file: string, error: unknown): unknown {
  if (error instanceof FieldProblem) return unreadable(file, error.message, error);
  const { code } = error as NodeJS.ErrnoException;
  if (code?.startsWith('Z_') === true) return unreadable(file, 'it cannot be decompressed', error);
  return error;
}

function pathsOf(files: ReadFiles, { file, days }: FieldSource): readonly string[] {
  if (files.isFile(file)) return [file];
  if (!files.isFolder(file)) throw unreadable(file, 'the file does not exist');
  const names = selectNewestSegments(files.list(file), days);
  if (names.length === 0) throw unreadable(file, 'the folder contains no collector segments');
  return names.map((name) => join(file, name));
}

function empty({ files, page, source }: FieldData): Finding {
  const what = source === 'collector' ? 'The collector data' : files.join(', ');
  return {
    id: 'field-empty',
    level: 'warning',
    message: `${what} contains no visits to ${page}, so only local measurements are used.`,
    remedy: 'Check that the path matches the one in the beacons, or set it in `field.page`.',
  };
}

function tornLine(file: string): Finding {
  return {
    id: 'field-torn-line',
    level: 'info',
    message: `${basename(file)} ends in the middle of a line, which was skipped; the program that writes the file was stopped or is still writing.`,
  };
}

function unreadable(file: string, problem: string, cause?: unknown): UserError {
  return new UserError({
    code: 'field-file',
    message: `The field data ${file} cannot be read: ${problem}.`,
    remedy:
      'Use metrics from the web-vitals package (one JSON object per line) or a collector folder.',
    cause,
  });
}
