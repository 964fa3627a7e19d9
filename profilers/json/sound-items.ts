import type { z } from 'zod';

/** The items of a list that have the form of one, and how many have not. */
export interface SoundItems<Item> {
  readonly sound: readonly Item[];
  readonly odd: number;
}

/** One odd item of a list that another program has written is no reason to have none of it. */
export function soundItems<Item>(
  items: readonly unknown[],
  schema: z.ZodType<Item>,
): SoundItems<Item> {
  const sound = items.flatMap((item) => {
    const { data } = schema.safeParse(item);
    return data === undefined ? [] : [data];
  });
  return { sound, odd: items.length - sound.length };
}
