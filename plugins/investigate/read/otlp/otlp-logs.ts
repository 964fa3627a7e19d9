import { countMessage } from '../../observed/message-events.ts';
import type { Observed } from '../../observed/observed.ts';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-value.ts';
import { attributesOf, momentOf } from './otlp-value.ts';

/** `SEVERITY_NUMBER_ERROR`; fatal ones begin at 21 (OpenTelemetry, "Logs Data Model"). */
const ERROR = 17;

/** Log records that report an error. */
export class OtlpLogs {
  readonly #observed: Observed;

  constructor(observed: Observed) {
    this.#observed = observed;
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
    const { events, errorLines } = this.#observed;
    events.cover(at);
    const isNamed = /^SEVERITY_NUMBER_(?:ERROR|FATAL)/u.test(textOf(severityNumber));
    const isError =
      isNamed ||
      numberOf(severityNumber) >= ERROR ||
      (severityNumber === undefined && /^(?:error|fatal|critical)/iu.test(textOf(severityText)));
    if (!isError) return;
    const message =
      attributesOf(attributes)['exception.message'] || textOf(objectOf(body).stringValue);
    errorLines.add(at, message);
    countMessage(events, at, message);
  }
}
