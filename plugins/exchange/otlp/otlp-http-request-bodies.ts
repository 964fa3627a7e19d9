import type { records } from 'perf-harness/plugin';
import {
  createComparisonMetrics,
  createRunMetrics,
  createSingleMetric,
} from './convert-run-to-otlp-metrics.ts';
import { createSpans } from './convert-run-to-otlp-spans.ts';
import { toAttributes } from './otlp-attributes.ts';

/** Bodies of OTLP/HTTP requests as JSON, by their path. */
export interface OtlpRequests {
  readonly 'v1/traces': object;
  readonly 'v1/metrics': object;
}

/** Runs as traces with their trials; metrics, comparisons and gates as gauges. */
export function createOtlpRequests(
  document: records.MeasuredDocument,
  { version, nowMs }: { readonly version: string; readonly nowMs: number },
): OtlpRequests {
  const runs = runsOf(document);
  const resource = {
    attributes: toAttributes({ 'service.name': 'perf-harness', 'service.version': version }),
  };
  const scope = { name: 'perf-harness', version };
  // Only the head of a comparison, since two runs of one scenario would be a single series.
  const metrics = [
    ...createRunMetrics(runs.filter(({ side }) => side !== 'a')),
    ...createComparisonMetrics(comparisonsOf(document), nowMs),
    ...gateMetrics(document, nowMs),
  ];
  return {
    'v1/traces': {
      resourceSpans: [{ resource, scopeSpans: [{ scope, spans: runs.flatMap(createSpans) }] }],
    },
    'v1/metrics': { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] },
  };
}

function runsOf(document: records.MeasuredDocument): readonly records.RunRecord[] {
  if (document.schema !== 'perf-harness/gate@1') return document.runs;
  return [...(document.comparison?.runs ?? []), ...document.runs];
}

function comparisonsOf(document: records.MeasuredDocument) {
  if (document.schema === 'perf-harness/comparison@1') return document.comparisons;
  return document.schema === 'perf-harness/gate@1' ? (document.comparison?.comparisons ?? []) : [];
}

function gateMetrics(document: records.MeasuredDocument, nowMs: number) {
  if (document.schema !== 'perf-harness/gate@1') return [];
  const of = { 'perf_harness.verdict': document.verdict };
  return [createSingleMetric('perf_harness.gate.exit_code', document.exit_code, of, nowMs)];
}
