// Created on first use and cached, since creating it takes longer than a whole report.
let numbers: Intl.NumberFormat | undefined;

/** `1 trial`, `2 trials`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatGroupedNumber(count)} ${count === 1 ? noun : nouns}`;
}

/** `12`, `1,234`. */
export function formatGroupedNumber(count: number): string {
  // Without a group it is the same in plain digits.
  if (Number.isInteger(count) && count >= 0 && count < 1_000) return String(count);
  numbers ??= new Intl.NumberFormat('en-US');
  return numbers.format(count);
}

/** Joins texts; empty texts are left out. */
export function joinTexts(texts: readonly string[], separator = '; '): string {
  return texts.filter((text) => text !== '').join(separator);
}
