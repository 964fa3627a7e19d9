import { toList, toNumber, toObject, toText } from '../coerce-json.ts';

export type OtlpAttributes = Readonly<Record<string, string>>;

/** Reads attributes by name; lists and maps are left out. */
export function readAttributes(value: unknown): OtlpAttributes {
  const attributes: Record<string, string> = Object.create(null);
  for (const attribute of toList(value)) {
    const { key, value: any } = toObject(attribute);
    const { stringValue, intValue, doubleValue, boolValue } = toObject(any);
    const found = stringValue ?? intValue ?? doubleValue;
    if (typeof key === 'string' && key !== '')
      attributes[key] = typeof boolValue === 'boolean' ? String(boolValue) : toText(found);
  }
  return attributes;
}

/**
 * Converts nanoseconds since 1970 to milliseconds, with an error of at most a quarter of a
 * microsecond; NaN if there is no time.
 */
export function nanosecondsToMs(nanos: unknown): number {
  const value = toNumber(nanos);
  return value > 0 ? value / 1e6 : Number.NaN;
}

/** Columns for where something ran, by attribute (OpenTelemetry, semantic conventions). */
export const LOCATION_ATTRIBUTES: readonly (readonly [attribute: string, column: string])[] = [
  ['service.name', 'service'],
  ['service.version', 'version'],
  ['cloud.region', 'region'],
  ['cloud.availability_zone', 'zone'],
  ['host.name', 'host'],
  ['k8s.pod.name', 'pod'],
  ['service.instance.id', 'instance'],
];
