import { z } from 'zod';

/** A date and time as JavaScript reads them, turned into ISO 8601. */
export const timestampSchema = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'expected a date and time' })
  .transform((text) => new Date(text).toISOString());

/** ISO 8601 of milliseconds since 1970, or of a text; null: it is no time, or none was said. */
export function toIsoTimestamp(value: number | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
