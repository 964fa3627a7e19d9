// Made when a number first needs it, and kept: to make one takes longer than a whole line of a report.
let numbers: Intl.NumberFormat | undefined;

/** `1 trial`, `2 trials`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  numbers ??= new Intl.NumberFormat('en-US');
  return `${numbers.format(count)} ${count === 1 ? noun : nouns}`;
}
