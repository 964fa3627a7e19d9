import type { Finding } from '../../harness/model/finding.ts';
import { readFirstKeys } from '../parse-profile-json.ts';
import { createProfileBuilder, NO_PARENT, serviceNode } from '../profile-builder.ts';

import {
  computeSelfTime,
  linkSpans,
  readSpans,
  type Span,
  type SpanForest,
} from '../read-trace-spans.ts';

import { BadProfile } from '../unreadable-profile-error.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** Kinds of spans that are named in findings. */
const SHOWN = 3;

/** Imports OpenTelemetry's JSON, one document or one a line; self time excludes child spans. */
export const otlpImporter = {
  tool: 'otlp',
  title: 'OpenTelemetry traces (OTLP as JSON)',
  recognises: (head) =>
    readFirstKeys(head).keys.some((key) => /^resource(?:Spans|Metrics|Logs)$/.test(key)),
  read: (text) => {
    const { spans, backwards } = readSpans(text);
    if (spans.length === 0) throw new BadProfile('the file has no spans');
    const forest = linkSpans(spans);
    const builder = createProfileBuilder();
    const nodes = new Map<Span, number>();
    for (const span of forest.ordered) {
      const above = forest.parentOf.get(span);
      const parent = above === undefined ? NO_PARENT : (nodes.get(above) ?? NO_PARENT);
      const node = serviceNode(builder, parent, span.name, span.service);
      nodes.set(span, node);
      builder.add(node, computeSelfTime(span, forest.childrenOf(span)));
    }
    return {
      ...builder.build({ tool: 'otlp', weight: 'time', threads: 1, samples: null }),
      findings: [...errors(spans), ...overlaps(forest), ...orphans(forest), ...clocks(backwards)],
    };
  },
} as const satisfies ProfileImporter;

function errors(spans: readonly Span[]): readonly Finding[] {
  const groups = Map.groupBy(spans, ({ service, name }) => `\`${name}\` of ${service}`);
  const failed = [...groups]
    .map(([title, all]) => ({ title, all, bad: all.filter(({ isError }) => isError) }))
    .filter(({ bad }) => bad.length > 0)
    .sort((a, b) => b.bad.length - a.bad.length);
  if (failed.length === 0) return [];
  const parts = failed.slice(0, SHOWN).map(({ title, all, bad }) => {
    const why = bad.find(({ message }) => message !== '')?.message;
    return `${bad.length} of ${all.length} ${title}${why === undefined ? '' : ` (${why})`}`;
  });
  const more = failed.length > SHOWN ? ` and ${failed.length - SHOWN} more kinds of span` : '';
  return [
    {
      id: 'failed-spans',
      level: 'warning',
      message: `Spans ended with an error: ${parts.join(', ')}${more}.`,
      remedy:
        'Failed operations may be faster or slower than successful operations, so inspect the failed traces separately.',
    },
  ];
}

function overlaps({ ordered, childrenOf }: SpanForest): readonly Finding[] {
  const parents = ordered.filter((span) => hasOverlap(childrenOf(span)));
  if (parents.length === 0) return [];
  return [
    {
      id: 'side-by-side',
      level: 'info',
      message: `In ${parents.length} of ${ordered.length} spans, child spans ran concurrently. The time covered by the children is subtracted once from the parent span, but each child is counted in full, so totals may exceed the elapsed time.`,
    },
  ];
}

function hasOverlap(spans: readonly Span[]): boolean {
  const sorted = spans.toSorted((a, b) => a.startMs - b.startMs);
  return sorted.some((span, index) => index > 0 && span.startMs < (sorted[index - 1]?.endMs ?? 0));
}

function orphans({ orphans: count, ordered }: SpanForest): readonly Finding[] {
  if (count === 0) return [];
  return [
    {
      id: 'missing-parents',
      level: 'warning',
      message: `${count} of ${ordered.length} spans refer to a parent that is not in the file. These spans are treated as root spans, and their time is not subtracted from their callers.`,
      remedy: 'Provide complete traces from all services, without sampling individual spans.',
    },
  ];
}

function clocks(backwards: number): readonly Finding[] {
  if (backwards === 0) return [];
  return [
    {
      id: 'backward-spans',
      level: 'info',
      message: `${backwards} spans end before they start, according to their machine's clock; their duration is treated as zero.`,
    },
  ];
}
