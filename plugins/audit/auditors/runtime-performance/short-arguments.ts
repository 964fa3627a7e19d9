import type { CallSite } from '../../../analysis/index.ts';

const LONGEST = 80;

/** What a call is given, brackets included, on one line; what is long is left out rather than cut in the middle. */
export function shortArguments({ raw }: CallSite): string {
  const text = raw.argumentText.replace(/\s+/gu, ' ');
  return text.length > LONGEST ? '(…)' : text;
}
