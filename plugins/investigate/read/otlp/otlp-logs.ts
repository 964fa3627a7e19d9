import type { EventSource } from '../../observed/event-source.ts';
import { countMessage } from '../../observed/message-events.ts';
import type { Observed } from '../../observed/observed.ts';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-value.ts';
import { attributesOf, momentOf } from './otlp-value.ts';

/** `SEVERITY_NUMBER_ERROR`; fatal severities begin at 21 (OpenTelemetry, "Logs Data Model"). */
const ERROR = 17;

/** Log records that report an error. */
export class OtlpLogs {
  readonly #observed: Observed;
  readonly #source: EventSource;

  constructor(observed: Observed) {
    this.#observed = observed;
    this.#source = observed.events.open('log');
  }

  take({
    timeUnixNano,
    observedTimeUnixNano,
    severityNumber,
    severityText,
    body,
    attributes,
  }: JsonObject): void {
    const own = momentOf(timeUnixNano);
    const at = Number.isNaN(own) ? momentOf(observedTimeUnixNano) : own;
    if (Number.isNaN(at)) return;
    this.#source.cover(at);
    this.#observed.errorLines.cover(at);
    const isNamed = /^SEVERITY_NUMBER_(?:ERROR|FATAL)/u.test(textOf(severityNumber));
    const isError =
      isNamed ||
      numberOf(severityNumber) >= ERROR ||
      (severityNumber === undefined && /^(?:error|fatal|critical)/iu.test(textOf(severityText)));
    if (!isError) return;
    const message =
      attributesOf(attributes)['exception.message'] || textOf(objectOf(body).stringValue);
    this.#observed.errorLines.add(at, message);
    countMessage(this.#source, at, message);
  }
}
