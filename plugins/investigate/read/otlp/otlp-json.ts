import type { Observed } from '../../observed/observed.ts';
import type { JsonFormat, JsonReader } from '../format.ts';
import { listOf, objectOf } from '../json-value.ts';
import { OtlpLogs } from './otlp-logs.ts';
import { OtlpMetrics } from './otlp-metrics.ts';
import { OtlpSpans } from './otlp-spans.ts';
import { attributesOf } from './otlp-value.ts';

/** Traces, metrics and logs as OpenTelemetry's file exporter writes them (OTLP 1.x, JSON encoding). */
export const OTLP_JSON: JsonFormat = {
  name: 'OTLP JSON',
  isOf: (start) => /^\s*\{\s*"resource(?:Spans|Metrics|Logs)"\s*:/u.test(start),
  open: (observed) => new OtlpReader(observed),
};

class OtlpReader implements JsonReader {
  readonly #spans: OtlpSpans;
  readonly #metrics: OtlpMetrics;
  readonly #logs: OtlpLogs;

  constructor(observed: Observed) {
    this.#spans = new OtlpSpans(observed);
    this.#metrics = new OtlpMetrics(observed);
    this.#logs = new OtlpLogs(observed);
  }

  read(value: unknown): boolean {
    const { resourceSpans, resourceMetrics, resourceLogs } = objectOf(value);
    if (!Array.isArray(resourceSpans ?? resourceMetrics ?? resourceLogs)) return false;
    for (const resourceSpan of listOf(resourceSpans)) {
      const { resource, scopeSpans, instrumentationLibrarySpans } = objectOf(resourceSpan);
      const attributes = attributesOf(objectOf(resource).attributes);
      for (const scope of [...listOf(scopeSpans), ...listOf(instrumentationLibrarySpans)])
        for (const span of listOf(objectOf(scope).spans))
          this.#spans.take(objectOf(span), attributes);
    }
    for (const resourceMetric of listOf(resourceMetrics)) {
      const { resource, scopeMetrics } = objectOf(resourceMetric);
      const attributes = attributesOf(objectOf(resource).attributes);
      for (const scope of listOf(scopeMetrics))
        for (const metric of listOf(objectOf(scope).metrics))
          this.#metrics.take(objectOf(metric), attributes);
    }
    for (const resourceLog of listOf(resourceLogs)) {
      for (const scope of listOf(objectOf(resourceLog).scopeLogs))
        for (const record of listOf(objectOf(scope).logRecords)) this.#logs.take(objectOf(record));
    }
    return true;
  }

  end(): void {
    this.#metrics.end();
  }
}
