import { z } from 'zod';
import { createSeries } from '../../harness/executors/k6/series.ts';
import type { Block } from '../../harness/model/trial.ts';
import { type ImportedRun, PLAIN_RUN } from './imported-run.ts';
import { ImportProblem, type TextImporter } from './importer.ts';
import { loadBlock } from './load-block.ts';
import { moment } from './moment.ts';
import { nameOfUrl } from './name-of-url.ts';
import { parseJson } from './parse-json.ts';

const entrySchema = z.looseObject({
  pageref: z.string().optional(),
  startedDateTime: moment,
  /** Milliseconds. */
  time: z.number(),
  request: z.looseObject({ url: z.string() }),
  response: z.looseObject({
    status: z.number(),
    headersSize: z.number().default(-1),
    bodySize: z.number().default(-1),
    _transferSize: z.number().optional(),
  }),
  timings: z.looseObject({ receive: z.number().default(0) }).optional(),
});
type Entry = z.infer<typeof entrySchema>;
const pageSchema = z.looseObject({ id: z.string(), startedDateTime: moment });
type Page = z.infer<typeof pageSchema>;
const fileSchema = z.looseObject({
  log: z.looseObject({
    browser: z.looseObject({ name: z.string(), version: z.string().default('') }).optional(),
    creator: z.looseObject({ name: z.string(), version: z.string().default('') }).optional(),
    pages: z.array(pageSchema).default([]),
    entries: z.array(entrySchema),
  }),
});

/** HAR 1.2, as browsers and proxies save it: each page is one load of it, other requests one load run. */
export const fromHar: TextImporter = {
  type: 'text',
  format: 'har',
  tool: 'HAR',
  recognises: (head) => /^\s*\{\s*"log"\s*:/.test(head),
  read: (text) => {
    const { pages, entries, browser, creator } = parseJson(text, fileSchema).log;
    if (entries.length === 0) throw new ImportProblem('it holds no requests');
    const by = browser ?? creator;
    const runtime = by === undefined ? null : `${by.name} ${by.version}`.trim();
    const known = new Set(pages.map(({ id }) => id));
    const others = entries.filter(({ pageref }) => pageref === undefined || !known.has(pageref));
    return [
      ...pages.flatMap((page) =>
        ofPage(
          page,
          entries.filter(({ pageref }) => pageref === page.id),
        ),
      ),
      ...(others.length === 0 ? [] : [ofRequests(others)]),
    ].map((run) => ({ ...run, runtime }));
  },
};

const NOT_IN_HAR = 'a HAR does not say it';

function ofPage(page: Page, entries: readonly Entry[]): readonly ImportedRun[] {
  const [first] = entries;
  if (first === undefined) return [];
  const document =
    entries.find(({ response }) => response.status < 300 || response.status > 399) ?? first;
  const unknown = { lcp: NOT_IN_HAR, cls: NOT_IN_HAR, fcp: NOT_IN_HAR, tbt: NOT_IN_HAR };
  const bytes = entries.map(transferSize);
  const lacking = bytes.filter((size) => size === null).length;
  const block: Block = {
    operations: 1,
    durationMs: Math.max(
      ...entries.map((entry) => msFrom(page.startedDateTime, entry) + entry.time),
    ),
    measurements: {
      requests: entries.length,
      ttfb:
        msFrom(page.startedDateTime, document) + document.time - (document.timings?.receive ?? 0),
      ...(lacking === 0 && {
        transferred: bytes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
      }),
    },
    unavailable: {
      ...unknown,
      ...(lacking > 0 && {
        transferred: `${lacking} of ${entries.length} requests do not say their size`,
      }),
    },
  };
  return [
    {
      ...PLAIN_RUN,
      scenario: nameOfUrl(first.request.url),
      kind: 'page',
      trials: [{ state: 'completed', startedAt: page.startedDateTime, blocks: [block] }],
    },
  ];
}

function msFrom(start: string, { startedDateTime }: Entry): number {
  return Date.parse(startedDateTime) - Date.parse(start);
}

/** Browsers add what went over the wire; else headers and body, where they are known (−1: not). */
function transferSize({ response }: Entry): number | null {
  const { _transferSize: size, headersSize: headers, bodySize: body } = response;
  if (size !== undefined && size >= 0) return size;
  return headers >= 0 && body >= 0 ? headers + body : null;
}

function ofRequests(entries: readonly Entry[]): ImportedRun {
  const times = createSeries('trend');
  for (const { time } of entries) times.add(time);
  const at = (stat: string): number | undefined => times.stat(stat, 0) ?? undefined;
  const starts = entries.map(({ startedDateTime }) => Date.parse(startedDateTime));
  const first = Math.min(...starts);
  const last = Math.max(...entries.map(({ time }, index) => (starts[index] ?? 0) + time));
  const answers = entries.filter(({ response }) => response.status > 0).length;
  const fine = entries.filter(({ response: { status } }) => status >= 200 && status <= 399).length;
  const block = loadBlock(
    {
      answers,
      requests: entries.length,
      failed: entries.length - fine,
      seconds: (last - first) / 1_000,
    },
    {
      p50: at('med'),
      p90: at('p(90)'),
      p95: at('p(95)'),
      p99: at('p(99)'),
      p99_9: at('p(99.9)'),
      max: at('max'),
    },
    NOT_IN_HAR,
  );
  return {
    ...PLAIN_RUN,
    scenario: 'requests',
    kind: 'http',
    trials: [{ state: 'completed', startedAt: new Date(first).toISOString(), blocks: [block] }],
  };
}
