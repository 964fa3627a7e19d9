import type { CallSite } from '../../../analysis/index.ts';

const LONGEST = 80;

/**
 * Returns the arguments of a call with brackets, on one line; long arguments are omitted rather
 * than cut.
 */
export function formatShortArguments({ raw }: CallSite): string {
  const text = raw.argumentText.replace(/\s+/gu, ' ');
  return text.length > LONGEST ? '(…)' : text;
}
