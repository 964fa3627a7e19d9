import { z } from 'zod';

/** Returns the schema of an object with a read-only type, as all documents require. */
export function readonlyObject<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodReadonly<z.ZodObject<Shape>> {
  return z.object(shape).readonly();
}
