import type { z } from 'zod';
import { BadProfile } from '../bad-profile.ts';

/** JSON of a profile. @throws BadProfile telling a file that is cut short from one that is no JSON. */
export function parseProfileJson(text: string): unknown {
  if (text.trim() === '') throw new BadProfile('the file is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    const isCut = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text);
    const { message } = error as Error;
    throw new BadProfile(isCut ? 'the file is cut short' : `it is not JSON: ${message}`);
  }
}

/** First object of a JSON text. */
interface FirstKeys {
  /** True for the first element of a list. */
  readonly isList: boolean;
  readonly keys: readonly string[];
}

const TOKEN = /\s*(?:"(?<text>(?:[^"\\]|\\.)*)"|(?<sign>[{}[\],:])|[^\s"{}[\],:]+)/uy;

/** Keys of the first object of a JSON text, as far as it goes, in no order. */
export function readFirstKeys(head: string): FirstKeys {
  const isList = /^\s*\[/u.test(head);
  const begin = /^\s*\[?\s*\{/u.exec(head);
  const keys: string[] = [];
  if (begin === null) return { isList, keys };
  TOKEN.lastIndex = begin[0].length;
  let depth = 1;
  let text: string | undefined;
  for (let found = TOKEN.exec(head); found !== null && depth > 0; found = TOKEN.exec(head)) {
    const { sign } = found.groups ?? {};
    if (sign === ':' && depth === 1 && text !== undefined) keys.push(text);
    if (sign === '{' || sign === '[') depth += 1;
    if (sign === '}' || sign === ']') depth -= 1;
    text = found.groups?.text;
  }
  return { isList, keys };
}

/** The items of a list that have the form of one, and how many have not. */
interface SoundItems<Item> {
  readonly sound: readonly Item[];
  readonly odd: number;
}

/** One odd item of a list that another program has written is no reason to have none of it. */
export function parseValidItems<Item>(
  items: readonly unknown[],
  schema: z.ZodType<Item>,
): SoundItems<Item> {
  const sound = items.flatMap((item) => {
    const { data } = schema.safeParse(item);
    return data === undefined ? [] : [data];
  });
  return { sound, odd: items.length - sound.length };
}
