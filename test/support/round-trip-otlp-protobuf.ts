/** Decodes data we send by OpenTelemetry's generated protobuf code, independent of ours. */
import generated from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

/** A message as protobufjs generates it. */
interface Message {
  readonly fromObject: (value: object) => object;
  readonly encode: (message: object) => { readonly finish: () => Uint8Array };
  readonly decode: (bytes: Uint8Array) => object;
  readonly toObject: (message: object, options: object) => object;
}

const { collector } = (
  generated as unknown as {
    readonly opentelemetry: {
      readonly proto: {
        readonly collector: {
          readonly trace: { readonly v1: { readonly ExportTraceServiceRequest: Message } };
          readonly metrics: { readonly v1: { readonly ExportMetricsServiceRequest: Message } };
        };
      };
    };
  }
).opentelemetry.proto;
const MESSAGES: Readonly<Record<string, Message>> = {
  '/v1/traces': collector.trace.v1.ExportTraceServiceRequest,
  '/v1/metrics': collector.metrics.v1.ExportMetricsServiceRequest,
};

/** Identifiers are hex in the JSON of OTLP, and bytes in its messages. */
const IDS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

/**
 * Returns sent data after encoding to the wire format and decoding: data for which the protocol has
 * no field is lost, and data of another type is changed.
 */
export function roundTripOtlpProtobuf(path: string, sent: unknown): unknown {
  const message = MESSAGES[path];
  if (message === undefined) throw new TypeError(`${path} is no signal`);
  const bytes = message.encode(message.fromObject(mapped(sent, toBytes) as object)).finish();
  const read = message.toObject(message.decode(bytes), { longs: String, bytes: Array });
  return mapped(read, toHex);
}

const toBytes = (value: unknown): unknown => Buffer.from(String(value), 'hex');
const toHex = (value: unknown): unknown => Buffer.from(value as number[]).toString('hex');

function mapped(value: unknown, idOf: (id: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => mapped(entry, idOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      IDS.has(key) ? idOf(entry) : mapped(entry, idOf),
    ]),
  );
}
