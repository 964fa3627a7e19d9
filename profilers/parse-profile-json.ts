import type { z } from 'zod';
import { BadProfile } from './unreadable-profile-error.ts';

/** Parses a profile's JSON. @throws BadProfile that tells truncated files from non-JSON. */
export function parseProfileJson(text: string): unknown {
  if (text.trim() === '') throw new BadProfile('the file is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    const isCut = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text);
    const { message } = error as Error;
    throw new BadProfile(isCut ? 'the file is truncated' : `the file is not JSON: ${message}`);
  }
}

const TOKEN = /\s*(?:"(?<text>(?:[^"\\]|\\.)*)"|(?<sign>[{}[\],:])|[^\s"{}[\],:]+)/uy;

/** Returns keys of the first object of a possibly truncated JSON text, in no particular order. */
export function readFirstKeys(head: string) {
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
  return {
    /** True for the first element of a list. */
    isList,
    keys,
  };
}

interface SoundItems<Item> {
  readonly sound: readonly Item[];
  readonly odd: number;
}

/** Skips invalid items: an item of another program is no reason to reject the whole list. */
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
