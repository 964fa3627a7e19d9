import { z } from 'zod';

/** Schema of an object whose type is read-only, as everything is that a document holds. */
export function readonlyObject<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodReadonly<z.ZodObject<Shape>> {
  return z.object(shape).readonly();
}
