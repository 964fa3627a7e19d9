import { truncateMiddle } from '../text/display-width.ts';

/** Most columns of a name in a comment; the middle of a longer name tells the least. */
const NAME_COLUMNS = 60;
/** Most characters of a name: one character on screen may be many code points. */
const NAME_CHARACTERS = 310;

/** The middle of longer names is skipped, since splitting a text into characters takes time. */
const LONG = 300;

/** A name that leaves room for others. */
export function truncateName(name: string): string {
  const half = LONG / 2;
  const ends =
    name.length > LONG ? `${name.slice(0, half)}…${name.slice(-half)}`.toWellFormed() : name;
  return truncateText(truncateMiddle(ends, NAME_COLUMNS), NAME_CHARACTERS);
}

/** The beginning of a text that is longer than `most` characters. */
export function truncateText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
