import { z } from 'zod';

/** Date and time in any format that JavaScript parses, converted to ISO 8601. */
export const timestampSchema = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'expected a date and time' })
  .transform((text) => new Date(text).toISOString());

/** Converts milliseconds since 1970, or a text, to ISO 8601; null if missing or invalid. */
export function toIsoTimestamp(value: number | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
