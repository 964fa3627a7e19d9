/** An attribute as the JSON of OTLP has it. */
export interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly doubleValue: number };
}

/** Converts known values to attributes; null and undefined are left out. */
export function toAttributes(
  of: Readonly<Record<string, string | number | null | undefined>>,
): readonly Attribute[] {
  return Object.entries(of).flatMap(([key, value]): readonly Attribute[] => {
    if (value === null || value === undefined) return [];
    if (typeof value === 'number') return [{ key, value: { doubleValue: value } }];
    return [{ key, value: { stringValue: value.toWellFormed() } }];
  });
}

/** Converts milliseconds to nanoseconds since 1970 as text, as a double cannot hold them. */
export function toNanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}
