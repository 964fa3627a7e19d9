import type { Observations } from '../../observations/collected-log-observations.ts';
import { countMessageEvent } from '../../observations/count-log-message-event.ts';
import type { LogEvents } from '../../observations/log-event-counts.ts';
import { type JsonObject, toNumber, toObject, toText } from '../coerce-json.ts';
import { nanosecondsToMs, readAttributes } from './otlp-attributes.ts';

/** `SEVERITY_NUMBER_ERROR`; fatal severities begin at 21 (OpenTelemetry, "Logs Data Model"). */
const ERROR = 17;

/** Log records that report an error. */
export class OtlpLogs {
  readonly #observed: Observations;
  readonly #source: LogEvents;

  constructor(observed: Observations) {
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
    const own = nanosecondsToMs(timeUnixNano);
    const at = Number.isNaN(own) ? nanosecondsToMs(observedTimeUnixNano) : own;
    if (Number.isNaN(at)) return;
    this.#source.cover(at);
    this.#observed.errorLines.cover(at);
    const isNamed = /^SEVERITY_NUMBER_(?:ERROR|FATAL)/u.test(toText(severityNumber));
    const isError =
      isNamed ||
      toNumber(severityNumber) >= ERROR ||
      (severityNumber === undefined && /^(?:error|fatal|critical)/iu.test(toText(severityText)));
    if (!isError) return;
    const message =
      readAttributes(attributes)['exception.message'] || toText(toObject(body).stringValue);
    this.#observed.errorLines.add(at, message);
    countMessageEvent(this.#source, at, message);
  }
}
