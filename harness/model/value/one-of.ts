import { badOption } from './bad-option.ts';

/** Reader of one of several words. */
export function oneOf<Word extends string>(
  words: readonly Word[],
): (word: string, flag: string) => Word {
  return (text, flag) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw badOption(`${flag} takes one of ${words.join(', ')}; found "${text}".`);
  };
}
