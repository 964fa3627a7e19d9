/** Key of the placeholder object for a value that is not data. */
const OPAQUE = '$not-data';

/** Data passed between processes. Values that are not data are an `OpaqueValue`. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | OpaqueValue
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Placeholder for a value that is not passed on; describes it, such as `a function`. */
export interface OpaqueValue {
  readonly [OPAQUE]: string;
}

/** Converts a user's value to data: functions etc. become placeholders, undefined is dropped. */
export function toPlainValue(value: unknown, ancestors: readonly object[] = []): PlainValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : { [OPAQUE]: String(value) };
    case 'undefined':
      return { [OPAQUE]: 'undefined' };
    case 'function':
      return { [OPAQUE]: 'a function' };
    case 'bigint':
      return { [OPAQUE]: `the bigint ${value}n` };
    case 'symbol':
      return { [OPAQUE]: 'a symbol' };
    case 'object':
      return value === null ? null : objectToPlain(value, ancestors);
  }
}

function objectToPlain(value: object, ancestors: readonly object[]): PlainValue {
  if (ancestors.includes(value)) return { [OPAQUE]: 'a circular reference' };
  const path = [...ancestors, value];
  if (Array.isArray(value)) return value.map((item) => toPlainValue(item, path));
  if (value instanceof URL) return value.href;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isBuiltIn = Object.prototype.toString.call(value) !== '[object Object]';
  if (isBuiltIn && prototype !== null) return { [OPAQUE]: `a ${value.constructor?.name}` };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toPlainValue(item, path)]),
  );
}

/** Describes the value that could not be transferred; null where the value is data. */
export function describeOpaqueValue(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !(OPAQUE in value)) return null;
  return String(value[OPAQUE]);
}

export function isFunctionMark(value: unknown): boolean {
  return describeOpaqueValue(value) === 'a function';
}

const LONGEST = 60;

/** A value in words, short enough for a sentence. */
export function describeValue(value: unknown): string {
  const opaque = describeOpaqueValue(value);
  if (opaque !== null) return opaque;
  if (value === undefined) return 'nothing';
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  const text = JSON.stringify(value, (_key, item) => describeOpaqueValue(item) ?? item);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
