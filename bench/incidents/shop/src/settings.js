import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const UNITS = { s: 1_000, m: 60_000 };

export const settings = parse(
  readFileSync(new URL('../config/production.yml', import.meta.url), 'utf8'),
);

/** Milliseconds of `10m`. */
export function duration(text) {
  return Number(text.slice(0, -1)) * UNITS[text.at(-1)];
}
