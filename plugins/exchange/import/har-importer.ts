import { type Finding, imports, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import { createLoadBlock, readLatencies } from './imported-trial-blocks.ts';
import { findingIf, ImportProblem, type RunDraft, type TextImporter } from './importer.ts';
import {
  parseJson,
  parseValue,
  timestampSchema,
  toBenchmarkName,
} from './parse-imported-values.ts';

/** Bytes; −1: not known. */
const size = z
  .number()
  .nullish()
  .transform((bytes) => bytes ?? -1);
const bySchema = z.looseObject({ name: z.string(), version: z.string().nullish() }).nullish();
const entrySchema = z.looseObject({
  pageref: z.string().nullish(),
  startedDateTime: timestampSchema,
  /** Milliseconds. */
  time: z.number().nonnegative(),
  request: z.looseObject({ url: z.string() }),
  response: z.looseObject({
    status: z.number(),
    headersSize: size,
    bodySize: size,
    _transferSize: z.number().nullish(),
  }),
  timings: z.looseObject({ receive: z.number().nullish() }).nullish(),
});
type Entry = z.infer<typeof entrySchema>;
const pageSchema = z.looseObject({ id: z.string(), startedDateTime: timestampSchema });
type Page = z.infer<typeof pageSchema>;
const fileSchema = z.looseObject({
  log: z.looseObject({
    browser: bySchema,
    creator: bySchema,
    pages: z.array(z.unknown()).nullish(),
    entries: z.array(z.unknown()),
  }),
});

/** HAR 1.2 of browsers and proxies: each page is a page load, requests outside pages a load run. */
export const harImporter: TextImporter = {
  type: 'text',
  format: 'har',
  tool: 'HAR',
  recognises: (head) => readers.readFirstKeys(head).keys.includes('log'),
  read: (text) => {
    const { log } = parseJson(text, fileSchema);
    if (log.entries.length === 0) throw new ImportProblem('the file contains no requests');
    const { sound: entries, odd } = readers.parseValidItems(log.entries, entrySchema);
    // If no entry is readable, the error describes the first.
    if (entries.length === 0) parseValue({ log: { entries: log.entries } }, strictSchema);
    const { sound: pages } = readers.parseValidItems(log.pages ?? [], pageSchema);
    const by = log.browser ?? log.creator ?? null;
    const runtime = by === null ? null : `${by.name} ${by.version ?? ''}`.trim();
    const known = new Map(pages.map((page) => [page.id, page]));
    const groups = Map.groupBy(entries, ({ pageref }) => known.get(pageref ?? '') ?? null);
    const findings = oddEntries(odd, log.entries.length);
    return [...pages, null].flatMap((page) => {
      const [first, ...others] = groups.get(page) ?? [];
      if (first === undefined) return [];
      const run = page === null ? ofRequests([first, ...others]) : ofPage(page, [first, ...others]);
      return [{ ...run, runtime, findings }];
    });
  },
};

const strictSchema = z.looseObject({ log: z.looseObject({ entries: z.array(entrySchema) }) });

function oddEntries(odd: number, all: number): readonly Finding[] {
  return findingIf(odd > 0, {
    id: 'import-odd-entries',
    level: 'warning',
    message: `${odd} of ${all} entries have no readable start time, duration, request or response, and were skipped.`,
    remedy: 'Save the HAR again after all requests have finished.',
  });
}

const NOT_IN_HAR = 'not recorded in a HAR';

type Entries = readonly [Entry, ...Entry[]];

function ofPage(page: Page, entries: Entries): RunDraft {
  const [first] = entries;
  const document =
    entries.find(({ response }) => response.status < 300 || response.status > 399) ?? first;
  const unknown = { lcp: NOT_IN_HAR, cls: NOT_IN_HAR, fcp: NOT_IN_HAR, tbt: NOT_IN_HAR };
  const ttfb =
    msFrom(page.startedDateTime, document) + document.time - (document.timings?.receive ?? 0);
  const bytes = entries.map(transferSize);
  const lacking = bytes.filter((size) => size === null).length;
  const block: imports.Block = {
    operations: 1,
    durationMs: largest(entries.map((entry) => msFrom(page.startedDateTime, entry) + entry.time)),
    measurements: {
      requests: entries.length,
      ...(ttfb >= 0 && { ttfb }),
      ...(lacking === 0 && {
        transferred: bytes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
      }),
    },
    unavailable: {
      ...unknown,
      ...(ttfb < 0 && { ttfb: 'the document response arrived before the page started' }),
      ...(lacking > 0 && {
        transferred: `${lacking} of ${entries.length} requests do not report their size`,
      }),
    },
  };
  return {
    scenario: toBenchmarkName(first.request.url),
    kind: 'page',
    trials: [{ state: 'completed', startedAt: page.startedDateTime, blocks: [block] }],
  };
}

/** Avoids `Math.max(...values)`: a recording may exceed the arguments a call can have. */
function largest(values: readonly number[]): number {
  return values.reduce((value, other) => Math.max(value, other), Number.NEGATIVE_INFINITY);
}

function msFrom(start: string, { startedDateTime }: Entry): number {
  return Date.parse(startedDateTime) - Date.parse(start);
}

/** Returns the transferred size browsers add; else headers plus body if known (−1: unknown). */
function transferSize({ response }: Entry): number | null {
  const { _transferSize: size, headersSize: headers, bodySize: body } = response;
  if (size != null && size >= 0) return size;
  return headers >= 0 && body >= 0 ? headers + body : null;
}

function ofRequests(entries: Entries): RunDraft {
  const times = imports.createSeries('trend');
  for (const { time } of entries) times.add(time);
  const starts = entries.map(({ startedDateTime }) => Date.parse(startedDateTime));
  const first = -largest(starts.map((start) => -start));
  const last = largest(entries.map(({ time }, index) => (starts[index] ?? 0) + time));
  const answers = entries.filter(({ response }) => response.status > 0).length;
  const fine = entries.filter(({ response: { status } }) => status >= 200 && status <= 399).length;
  const block = createLoadBlock(
    {
      answers,
      requests: entries.length,
      failed: entries.length - fine,
      seconds: (last - first) / 1_000,
    },
    readLatencies(times),
    NOT_IN_HAR,
  );
  return {
    scenario: 'requests',
    kind: 'http',
    trials: [{ state: 'completed', startedAt: new Date(first).toISOString(), blocks: [block] }],
  };
}
