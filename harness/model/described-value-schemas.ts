/** Schemas of single values in documents, each described where it is used. */
import { z } from 'zod';

export const nullableText = z.string().nullable();
export const optionalText = z.string().optional();
export const nullableNumber = z.number().nullable();
export const nonNegativeNumber = z.number().nonnegative();
export const nullableNonNegativeNumber = z.number().nonnegative().nullable();
export const positiveInteger = z.int().positive();
export const nullablePositiveInteger = z.int().positive().nullable();
export const nonNegativeInteger = z.int().nonnegative();
export const nullableNonNegativeInteger = z.int().nonnegative().nullable();
