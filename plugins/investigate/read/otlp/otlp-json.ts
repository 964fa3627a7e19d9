import { addQuery, type Observations } from '../../observations/collected-log-observations.ts';
import { countMessageEvent, type LogEvents } from '../../observations/log-event-counts.ts';
import { endpointName } from '../../observations/normalize-endpoint-name.ts';
import type { RequestRow } from '../../observations/requests-by-interval.ts';
import { type JsonObject, toList, toNumber, toObject, toText } from '../coerce-json.ts';
import type { JsonFormat } from '../log-format-reader-types.ts';
import { SEGMENT_FIELDS } from '../log-record-fields.ts';
import { MetricPoints } from '../metrics/add-metric-points-as-series.ts';
import { sanitizeText } from '../sanitize-log-text.ts';
import {
  LOCATION_ATTRIBUTES,
  nanosecondsToMs,
  type OtlpAttributes,
  readAttributes,
} from './otlp-attributes.ts';
import { addOtlpMetric } from './otlp-metrics.ts';

/** Traces, metrics and logs as OpenTelemetry's file exporter writes them (OTLP 1.x, JSON encoding). */
export const OTLP_JSON: JsonFormat = {
  name: 'OTLP JSON',
  isOf: (start) => /^\s*\{\s*"resource(?:Spans|Metrics|Logs)"\s*:/u.test(start),
  open: (observed) => {
    const addSpan = createSpanReader(observed);
    const points = new MetricPoints(observed.series);
    const logs = observed.events.open('log');
    return {
      read: (value) => {
        const { resourceSpans, resourceMetrics, resourceLogs } = toObject(value);
        if (!Array.isArray(resourceSpans ?? resourceMetrics ?? resourceLogs)) return false;
        const spanScopes = ['scopeSpans', 'instrumentationLibrarySpans'];
        for (const [span, resource] of itemsOf(resourceSpans, spanScopes, 'spans'))
          addSpan(span, resource);
        for (const [metric, resource] of itemsOf(resourceMetrics, ['scopeMetrics'], 'metrics'))
          addOtlpMetric(points, metric, resource);
        for (const [record] of itemsOf(resourceLogs, ['scopeLogs'], 'logRecords'))
          addErrorRecord(observed, logs, record);
        return true;
      },
      end: () => points.end(),
    };
  },
};

/** Items of all scopes of all resources, with the attributes of their resource. */
function* itemsOf(
  resources: unknown,
  scopes: readonly string[],
  key: string,
): Generator<readonly [item: JsonObject, resource: OtlpAttributes]> {
  for (const entry of toList(resources).map(toObject)) {
    const attributes = readAttributes(toObject(entry.resource).attributes);
    for (const scope of scopes.flatMap((name) => toList(entry[name])))
      for (const item of toList(toObject(scope)[key])) yield [toObject(item), attributes];
  }
}

/** `SEVERITY_NUMBER_ERROR`; fatal severities begin at 21 (OpenTelemetry, "Logs Data Model"). */
const ERROR = 17;

function addErrorRecord(observed: Observations, source: LogEvents, record: JsonObject): void {
  const { severityNumber, severityText, body, attributes } = record;
  const own = nanosecondsToMs(record.timeUnixNano);
  const at = Number.isNaN(own) ? nanosecondsToMs(record.observedTimeUnixNano) : own;
  if (Number.isNaN(at)) return;
  source.cover(at);
  observed.errorLines.cover(at);
  const isError =
    /^SEVERITY_NUMBER_(?:ERROR|FATAL)/u.test(toText(severityNumber)) ||
    toNumber(severityNumber) >= ERROR ||
    (severityNumber === undefined && /^(?:error|fatal|critical)/iu.test(toText(severityText)));
  if (!isError) return;
  const message =
    readAttributes(attributes)['exception.message'] || toText(toObject(body).stringValue);
  observed.errorLines.add(at, message);
  countMessageEvent(source, at, message);
}

const SERVER_ERROR = 500;
const LONGEST_PEER = 100;
/** Limit of columns that divide spans, including those of `LOCATION_ATTRIBUTES`. */
const MOST_COLUMNS = 20;

/** Reads server spans as requests, client spans as response times of a database or service. */
function createSpanReader(
  observed: Observations,
): (span: JsonObject, resource: OtlpAttributes) => void {
  const source = observed.events.open('trace');
  const placeOf = createColumns(observed);
  return (span, resource) => {
    const { kind } = span;
    const start = nanosecondsToMs(span.startTimeUnixNano);
    const end = nanosecondsToMs(span.endTimeUnixNano);
    if (Number.isNaN(start) || !(end >= start)) return;
    source.cover(end);
    if (kind === 2 || kind === 'SPAN_KIND_SERVER') {
      const row = requestOf(observed, span, placeOf, resource);
      observed.requests.add({ ...row, at: end, durationMs: end - start });
    } else if (kind === 3 || kind === 'SPAN_KIND_CLIENT')
      addCall(observed, source, span, { at: end, durationMs: end - start });
  };
}

/** Returns the place of a column in the table; null once there are too many. */
function createColumns({ requests }: Observations): (column: string) => number | null {
  const columns = new Map<string, number>();
  return (column) => {
    const known = columns.get(column);
    if (known !== undefined) return known;
    if (columns.size >= MOST_COLUMNS) return null;
    const place = requests.segmentOf(column);
    columns.set(column, place);
    return place;
  };
}

function requestOf(
  { requests }: Observations,
  span: JsonObject,
  placeOf: (column: string) => number | null,
  resource: OtlpAttributes,
): Pick<RequestRow, 'isError' | 'endpoint' | 'segments'> {
  const attributes = readAttributes(span.attributes);
  const method = attributes['http.request.method'] ?? attributes['http.method'] ?? '';
  const target =
    attributes['http.route'] ?? attributes['url.path'] ?? attributes['http.target'] ?? '';
  const segments: string[] = [];
  const locations = LOCATION_ATTRIBUTES.map(
    ([attribute, column]) => [column, resource[attribute] ?? attributes[attribute]] as const,
  );
  const own = Object.entries(attributes).flatMap(([name, value]) => {
    // `tenant.id` is a tenant.
    const column = name.replace(/[._](?:id|name)$/u, '');
    if (!SEGMENT_FIELDS.test(column)) return [];
    return [[column.slice(column.lastIndexOf('.') + 1), value] as const];
  });
  for (const [column, value] of [...locations, ...own]) {
    const place = value === undefined || value === '' ? null : placeOf(column);
    if (place !== null && value !== undefined) segments[place] = value;
  }
  const name = target === '' ? endpointName('', toText(span.name)) : endpointName(method, target);
  return { isError: isError(span, attributes), endpoint: requests.endpointOf(name), segments };
}

function addCall(
  observed: Observations,
  source: LogEvents,
  span: JsonObject,
  time: Pick<RequestRow, 'at' | 'durationMs'>,
): void {
  const attributes = readAttributes(span.attributes);
  const sql = attributes['db.query.text'] ?? attributes['db.statement'];
  if (sql !== undefined || 'db.system' in attributes || 'db.system.name' in attributes) {
    addQuery(observed, source, { ...time, sql: sql ?? toText(span.name) });
    return;
  }
  const peer =
    attributes['server.address'] ?? attributes['peer.service'] ?? attributes['net.peer.name'];
  if (peer === undefined) return;
  const labels = sanitizeText(`peer=${peer}`, LONGEST_PEER);
  observed.series.add('downstream_latency_ms', labels, time.at, time.durationMs);
}

function isError({ status }: JsonObject, attributes: OtlpAttributes): boolean {
  const { code } = toObject(status);
  const answer = toNumber(
    attributes['http.response.status_code'] ?? attributes['http.status_code'],
  );
  return code === 2 || code === 'STATUS_CODE_ERROR' || answer >= SERVER_ERROR;
}
