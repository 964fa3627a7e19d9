import { addQuery } from '../../observations/add-observed-query.ts';
import type { Observations } from '../../observations/collected-log-observations.ts';
import type { LogEvents } from '../../observations/log-event-counts.ts';
import { endpointName } from '../../observations/normalize-endpoint-name.ts';
import type { RequestRow } from '../../observations/requests-by-interval.ts';
import { type JsonObject, toNumber, toObject, toText } from '../coerce-json.ts';
import { SEGMENT_FIELDS } from '../log-record-fields.ts';
import { sanitizeText } from '../sanitize-log-text.ts';
import {
  LOCATION_ATTRIBUTES,
  nanosecondsToMs,
  type OtlpAttributes,
  readAttributes,
} from './otlp-attributes.ts';

const SERVER_ERROR = 500;
const LONGEST_PEER = 100;
/** Limit of columns that divide spans, including those of `PLACES`. */
const MOST_COLUMNS = 20;

/** Reads server spans as requests, client spans as response times of a database or service. */
export class OtlpSpans {
  readonly #observed: Observations;
  readonly #source: LogEvents;
  readonly #row: RequestRow & { segments: string[] };
  readonly #columns = new Map<string, number>();

  constructor(observed: Observations) {
    this.#observed = observed;
    this.#source = observed.events.open('trace');
    this.#row = { at: 0, durationMs: 0, isError: false, endpoint: 0, segments: [] };
  }

  take(span: JsonObject, resource: OtlpAttributes): void {
    const { kind, startTimeUnixNano, endTimeUnixNano } = span;
    const [start, end] = [nanosecondsToMs(startTimeUnixNano), nanosecondsToMs(endTimeUnixNano)];
    if (Number.isNaN(start) || !(end >= start)) return;
    this.#source.cover(end);
    if (kind === 2 || kind === 'SPAN_KIND_SERVER') this.#takeRequest(span, resource, start, end);
    else if (kind === 3 || kind === 'SPAN_KIND_CLIENT') this.#takeCall(span, start, end);
  }

  #takeRequest(span: JsonObject, resource: OtlpAttributes, start: number, end: number): void {
    const attributes = readAttributes(span.attributes);
    const method = attributes['http.request.method'] ?? attributes['http.method'] ?? '';
    const target =
      attributes['http.route'] ?? attributes['url.path'] ?? attributes['http.target'] ?? '';
    const { requests } = this.#observed;
    const row = this.#row;
    [row.at, row.durationMs] = [end, end - start];
    row.isError = isError(span, attributes);
    row.endpoint = requests.endpointOf(
      target === '' ? endpointName('', toText(span.name)) : endpointName(method, target),
    );
    row.segments = [];
    for (const [attribute, column] of LOCATION_ATTRIBUTES)
      this.#segment(column, resource[attribute] ?? attributes[attribute]);
    for (const [name, value] of Object.entries(attributes)) {
      // `tenant.id` is a tenant.
      const column = name.replace(/[._](?:id|name)$/u, '');
      if (SEGMENT_FIELDS.test(column))
        this.#segment(column.slice(column.lastIndexOf('.') + 1), value);
    }
    requests.add(row);
  }

  #segment(column: string, value: string | undefined): void {
    if (value === undefined || value === '') return;
    let place = this.#columns.get(column);
    if (place === undefined) {
      if (this.#columns.size >= MOST_COLUMNS) return;
      place = this.#observed.requests.segmentOf(column);
      this.#columns.set(column, place);
    }
    this.#row.segments[place] = value;
  }

  #takeCall(span: JsonObject, start: number, end: number): void {
    const attributes = readAttributes(span.attributes);
    const sql = attributes['db.query.text'] ?? attributes['db.statement'];
    const isDatabase =
      sql !== undefined || 'db.system' in attributes || 'db.system.name' in attributes;
    if (isDatabase) {
      addQuery(this.#observed, this.#source, {
        at: end,
        durationMs: end - start,
        sql: sql ?? toText(span.name),
      });
      return;
    }
    const peer =
      attributes['server.address'] ?? attributes['peer.service'] ?? attributes['net.peer.name'];
    if (peer === undefined) return;
    const labels = sanitizeText(`peer=${peer}`, LONGEST_PEER);
    this.#observed.series.add('downstream_latency_ms', labels, end, end - start);
  }
}

function isError({ status }: JsonObject, attributes: OtlpAttributes): boolean {
  const { code } = toObject(status);
  const answer = toNumber(
    attributes['http.response.status_code'] ?? attributes['http.status_code'],
  );
  return code === 2 || code === 'STATUS_CODE_ERROR' || answer >= SERVER_ERROR;
}
