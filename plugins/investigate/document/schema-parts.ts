import { z } from 'zod';

/** Parts of the schemas of an investigation; everything in a stored report is read-only. */
export const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.object(shape).readonly();
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** A moment, as ISO 8601 in UTC. */
export const moment = z.string();
export const wholeNumber = z.int().nonnegative();
export const nullableNumber = z.number().nullable();
