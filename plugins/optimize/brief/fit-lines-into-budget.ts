/** Items of a part of a text, as far as they fit. */
export interface FittedItems<T> {
  readonly shown: readonly T[];
  readonly leftOut: number;
  /** Characters that the shown items take. */
  readonly characters: number;
}

/** Takes items in order while their lines, each with its line end, fit into a budget. */
export function fitLines<T>(
  items: readonly T[],
  characters: number,
  lineOf: (item: T) => string,
): FittedItems<T> {
  let used = 0;
  const end = items.findIndex((item) => {
    const next = used + lineOf(item).length + 1;
    if (next > characters) return true;
    used = next;
    return false;
  });
  const shown = end === -1 ? items : items.slice(0, end);
  return { shown, leftOut: items.length - shown.length, characters: used };
}

/** Shortens a text that is longer than `most` characters, which an ellipsis marks. */
export function shortenText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
