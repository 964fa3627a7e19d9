import { z } from 'zod';

/** Schema of an object with a read-only type, as all documents require. */
export function readonlyObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).readonly();
}

/** Schema of a list with a read-only type. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly();
}
