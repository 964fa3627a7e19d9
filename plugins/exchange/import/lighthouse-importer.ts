import { type Finding, type imports, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import type { RunDraft, TextImporter } from './importer.ts';
import { parseJson, timestampSchema, toBenchmarkName } from './parse-imported-values.ts';

const auditSchema = z.looseObject({
  numericValue: z.number().nullish(),
  errorMessage: z.string().optional(),
  details: z.looseObject({ items: z.unknown().optional() }).nullish(),
});
const reportSchema = z.looseObject({
  lighthouseVersion: z.string(),
  requestedUrl: z.string().optional(),
  finalDisplayedUrl: z.string().optional(),
  finalUrl: z.string().optional(),
  fetchTime: timestampSchema,
  gatherMode: z.string().optional(),
  userAgent: z.string().optional(),
  runWarnings: z.array(z.string()).default([]),
  runtimeError: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
  audits: z.record(z.string(), auditSchema),
  configSettings: z.looseObject({
    formFactor: z.string().optional(),
    throttlingMethod: z.string().optional(),
    throttling: z.record(z.string(), z.unknown()).optional(),
  }),
  timing: z.looseObject({ total: z.number() }).optional(),
});
type LighthouseReport = z.infer<typeof reportSchema>;
/** Responses of the web service contain the report as a field. */
const fileSchema = z.preprocess((value) => {
  const answer = z.looseObject({ lighthouseResult: z.unknown() }).safeParse(value).data;
  return answer?.lighthouseResult ?? value;
}, reportSchema);

/** Output of `--output=json` of Lighthouse 10 to 13. A report is one page load, thus one trial. */
export const lighthouseImporter: TextImporter = {
  type: 'text',
  format: 'lighthouse',
  tool: 'Lighthouse',
  recognises: (head) =>
    /^\s*\{/.test(head) &&
    /"(?:lighthouseVersion|lighthouseResult|scoreDisplayMode)"\s*:/.test(head),
  read: (text) => [toRun(parseJson(text, fileSchema))],
};

function toRun(report: LighthouseReport): RunDraft {
  const { configSettings: settings, gatherMode = 'navigation' } = report;
  const url = report.requestedUrl ?? report.finalDisplayedUrl ?? report.finalUrl ?? 'page';
  const chrome = /(?:Headless)?Chrome\/[\d.]+/.exec(report.userAgent ?? '')?.[0];
  return {
    scenario: toBenchmarkName(url),
    kind: 'page',
    version: report.lighthouseVersion,
    runtime: chrome?.replace('/', ' ') ?? null,
    settings: {
      gatherMode,
      formFactor: settings.formFactor ?? null,
      throttlingMethod: settings.throttlingMethod ?? null,
      throttling: settings.throttling ?? null,
    },
    trials: [trialOf(report)],
    findings: report.runWarnings.map(warning),
  };
}

/** Audits that are metrics of perf-harness. Versions 12 and 13 removed audits, kept these names. */
const AUDITS: Readonly<Record<string, string>> = {
  ...readers.LIGHTHOUSE_AUDITS,
  'interaction-to-next-paint': 'inp',
  'total-byte-weight': 'transferred',
};

function trialOf({
  audits,
  runtimeError,
  fetchTime,
  timing,
}: LighthouseReport): imports.ImportedTrial {
  if (runtimeError != null) {
    return { state: 'failed', message: `${runtimeError.code}: ${runtimeError.message}` };
  }
  const measurements: Record<string, number> = {};
  const unavailable: Record<string, string> = {};
  const put = (name: string, value: unknown, reason: string): void => {
    if (typeof value === 'number') measurements[name] = value;
    else unavailable[name] = reason;
  };
  for (const [id, name] of Object.entries(AUDITS)) {
    const audit = audits[id];
    put(name, audit?.numericValue, audit?.errorMessage ?? 'missing from the report');
  }
  const [sums] = itemsOf(audits.metrics) ?? [];
  put('ttfb', sums?.timeToFirstByte, 'missing from the report');
  const requests = itemsOf(audits['network-requests'])?.filter(isOfNetwork);
  put('requests', requests?.length, 'the report does not list the requests');
  const block = { operations: 1, durationMs: timing?.total ?? 0, measurements, unavailable };
  return { state: 'completed', startedAt: fetchTime, blocks: [block] };
}

/** Returns the rows of an audit; null if it has none, or details in another form. */
function itemsOf(
  audit: z.infer<typeof auditSchema> | undefined,
): readonly Readonly<Record<string, unknown>>[] | null {
  return z.array(z.record(z.string(), z.unknown())).safeParse(audit?.details?.items).data ?? null;
}

function isOfNetwork({ url }: Readonly<Record<string, unknown>>): boolean {
  return !/^(?:data|blob):/.test(String(url));
}

function warning(text: string): Finding {
  // Lighthouse writes links as in markdown.
  const plain = text.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replace(/\s+/g, ' ');
  return { id: 'import-lighthouse-warning', level: 'info', message: `Lighthouse: ${plain}` };
}
