import type { Observations } from '../../observations/collected-log-observations.ts';
import { toList, toObject } from '../coerce-json.ts';
import type { JsonFormat, JsonReader } from '../log-format-reader-types.ts';
import { readAttributes } from './otlp-attributes.ts';
import { OtlpLogs } from './otlp-logs.ts';
import { OtlpMetrics } from './otlp-metrics.ts';
import { OtlpSpans } from './otlp-spans.ts';

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

  constructor(observed: Observations) {
    this.#spans = new OtlpSpans(observed);
    this.#metrics = new OtlpMetrics(observed);
    this.#logs = new OtlpLogs(observed);
  }

  read(value: unknown): boolean {
    const { resourceSpans, resourceMetrics, resourceLogs } = toObject(value);
    if (!Array.isArray(resourceSpans ?? resourceMetrics ?? resourceLogs)) return false;
    for (const resourceSpan of toList(resourceSpans)) {
      const { resource, scopeSpans, instrumentationLibrarySpans } = toObject(resourceSpan);
      const attributes = readAttributes(toObject(resource).attributes);
      for (const scope of [...toList(scopeSpans), ...toList(instrumentationLibrarySpans)])
        for (const span of toList(toObject(scope).spans))
          this.#spans.take(toObject(span), attributes);
    }
    for (const resourceMetric of toList(resourceMetrics)) {
      const { resource, scopeMetrics } = toObject(resourceMetric);
      const attributes = readAttributes(toObject(resource).attributes);
      for (const scope of toList(scopeMetrics))
        for (const metric of toList(toObject(scope).metrics))
          this.#metrics.take(toObject(metric), attributes);
    }
    for (const resourceLog of toList(resourceLogs)) {
      for (const scope of toList(toObject(resourceLog).scopeLogs))
        for (const record of toList(toObject(scope).logRecords)) this.#logs.take(toObject(record));
    }
    return true;
  }

  end(): void {
    this.#metrics.end();
  }
}
