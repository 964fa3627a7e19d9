import type { Span } from './read-trace-spans.ts';

/** Spans by who called them. */
export interface SpanForest {
  /** Every span once, a parent before its children. */
  readonly ordered: readonly Span[];
  readonly parentOf: ReadonlyMap<Span, Span>;
  readonly childrenOf: (span: Span) => readonly Span[];
  /** Number of spans whose parent is missing. */
  readonly orphans: number;
}

const NONE: readonly Span[] = [];

/** Links spans to their parents. In a circle of parents, the first span met becomes a root. */
export function linkSpans(spans: readonly Span[]): SpanForest {
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
    ordered: [...seen],
    parentOf,
    childrenOf: (span) => children.get(span) ?? NONE,
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
