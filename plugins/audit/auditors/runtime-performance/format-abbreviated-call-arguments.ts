import type { CallSite } from '../../../analysis/index.ts';

const MAX_LENGTH = 80;

/** Returns a call's arguments with brackets, on one line; long ones are omitted, not cut. */
export function formatShortArguments({ raw }: CallSite): string {
  const text = raw.argumentText.replace(/\s+/gu, ' ');
  return text.length > MAX_LENGTH ? '(…)' : text;
}
