import { z } from 'zod';
import { parseProfileJson } from './parse-profile-json.ts';
import { BadProfile } from './unreadable-profile-error.ts';

export interface Span {
  readonly trace: string;
  readonly id: string;
  /** null: it is the first of its trace. */
  readonly parent: string | null;
  readonly service: string;
  readonly name: string;
  /** From the first span of the file, milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  readonly isError: boolean;
  /** Message of the error; empty: none. */
  readonly message: string;
}

/** Nanoseconds since 1970, which exceed the precision of a number. */
const nanoseconds = z
  .union([z.string().regex(/^\d+$/), z.number().nonnegative()])
  .transform((value) => BigInt(typeof value === 'number' ? Math.round(value) : value));

const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().nullish(),
  name: z.string().default(''),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  status: z
    .looseObject({
      code: z.union([z.number(), z.string()]).default(0),
      message: z.string().default(''),
    })
    .prefault({}),
});
const attributeSchema = z.looseObject({
  key: z.string(),
  value: z.looseObject({ stringValue: z.string().optional() }).optional(),
});
const documentSchema = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes: z.array(attributeSchema).default([]) }).prefault({}),
      scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema).default([]) })).default([]),
    }),
  ),
});
type Document = z.infer<typeof documentSchema>;

/** Every span of a file. @throws BadProfile */
export function readSpans(text: string): {
  readonly spans: readonly Span[];
  /** Spans that end before they begin, which are read as if they took no time. */
  readonly backwards: number;
} {
  const found = documentsOf(text).flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = serviceOf(resource.attributes);
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ service, span })));
    }),
  );
  let first: bigint | null = null;
  for (const { span } of found) {
    if (first === null || span.startTimeUnixNano < first) first = span.startTimeUnixNano;
  }
  const sinceFirst = (time: bigint): number => Number(time - (first ?? 0n)) / 1e6;
  const spans = found.map(({ service, span }): Span => {
    const startMs = sinceFirst(span.startTimeUnixNano);
    return {
      trace: span.traceId,
      id: span.spanId,
      parent: parentOf(span.parentSpanId ?? ''),
      service,
      name: span.name,
      startMs,
      endMs: Math.max(startMs, sinceFirst(span.endTimeUnixNano)),
      isError: span.status.code === 2 || span.status.code === 'STATUS_CODE_ERROR',
      message: span.status.message,
    };
  });
  const backwards = found.filter(({ span }) => span.endTimeUnixNano < span.startTimeUnixNano);
  return { spans, backwards: backwards.length };
}

/** Returns the parent; null for none, which exporters write as empty or as zeros. */
function parentOf(id: string): string | null {
  return /^0*$/.test(id) ? null : id;
}

function serviceOf(attributes: readonly z.infer<typeof attributeSchema>[]): string {
  const named = attributes.find(({ key }) => key === 'service.name')?.value?.stringValue;
  return named === undefined || named === '' ? '(unnamed service)' : named;
}

/** Splits a text that is one document over many lines, or one document on each line. */
function documentsOf(text: string): readonly Document[] {
  const [first = '', ...others] = text.split('\n').filter((line) => line.trim() !== '');
  const isLines = others.length > 0 && /^\s*\{.*\}\s*$/.test(first);
  return isLines
    ? [first, ...others].map((line, index) => documentOf(line, `document ${index + 1}`))
    : [documentOf(text, 'it')];
}

function documentOf(text: string, what: string): Document {
  const data = parseProfileJson(text);
  // The collector may write metrics and logs into the same file.
  if (isOtherSignal(data)) return { resourceSpans: [] };
  const parsed = documentSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : ` at ${issue.path.join('.')}`;
  throw new BadProfile(`${what} has no readable OpenTelemetry spans${where}`);
}

function isOtherSignal(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || 'resourceSpans' in data) return false;
  return 'resourceMetrics' in data || 'resourceLogs' in data;
}

export type SpanForest = ReturnType<typeof linkSpans>;

const NONE: readonly Span[] = [];

/** Links spans to their parents. In a circle of parents, the first span met becomes a root. */
export function linkSpans(spans: readonly Span[]) {
  const byId = new Map(spans.map((span) => [`${span.trace} ${span.id}`, span]));
  const claimed = new Map<Span, Span[]>();
  const roots: Span[] = [];
  let orphans = 0;
  for (const span of spans) {
    const parent = span.parent === null ? undefined : byId.get(`${span.trace} ${span.parent}`);
    if (parent !== undefined && parent !== span) {
      const known = claimed.get(parent) ?? [];
      known.push(span);
      claimed.set(parent, known);
      continue;
    }
    if (span.parent !== null) orphans += 1;
    roots.push(span);
  }
  const seen = new Set<Span>();
  const parentOf = new Map<Span, Span>();
  // Visits spans reachable from the roots first, then spans in cycles.
  for (const root of [...roots, ...spans]) {
    const open = seen.has(root) ? [] : [root];
    seen.add(root);
    for (let span = open.pop(); span !== undefined; span = open.pop()) {
      for (const child of claimed.get(span) ?? NONE) {
        if (seen.has(child)) continue;
        seen.add(child);
        parentOf.set(child, span);
        open.push(child);
      }
    }
  }
  const children = Map.groupBy(parentOf.keys(), (span) => parentOf.get(span));
  return {
    /** Every span once, a parent before its children. */
    ordered: [...seen],
    parentOf,
    childrenOf: (span: Span): readonly Span[] => children.get(span) ?? NONE,
    /** Number of spans whose parent is missing. */
    orphans,
  };
}

/** Returns a span's time no child covers, milliseconds; overlapping children cover it once. */
export function computeSelfTime({ startMs, endMs }: Span, children: readonly Span[]): number {
  let covered = 0;
  let upTo = startMs;
  for (const child of children.toSorted((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(upTo, child.startMs);
    const to = Math.min(endMs, child.endMs);
    if (to <= from) continue;
    covered += to - from;
    upTo = to;
  }
  // Sums of parts are rounded.
  return Math.max(0, endMs - startMs - covered);
}
