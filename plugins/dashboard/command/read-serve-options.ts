import { type Call, configuration, optionError } from 'perf-harness/plugin';
import type { SERVE_OPTIONS } from './serve-command-options.ts';

const { numberType, wholeNumber } = configuration;

const PORT = wholeNumber('a number from 0 to 65535', 0, 65_535);
const DEFAULT_PORT = 8_787;
const LONGEST_KEEP_DAYS = 3_650;
const DAYS = wholeNumber('a number of days, at least 1', 1, LONGEST_KEEP_DAYS);
/** Three windows of the Chrome UX Report, and a week. */
const DEFAULT_KEEP_DAYS = 90;
const SHARE = numberType({
  parse: shareOf,
  accepts: (share) => share > 0 && share <= 1,
  takes: 'a share of visits, such as 10%',
});

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly origins: readonly string[];
  readonly sample: number;
  readonly keepDays: number;
  readonly addressHeader: string | null;
}

export function readServeOptions({
  options: { port, host, sample, keepDays, origin, addressHeader },
}: Pick<Call<typeof SERVE_OPTIONS>, 'options'>): ServeOptions {
  return {
    host,
    port: port === null ? DEFAULT_PORT : PORT.read(port, '--port'),
    origins: origin.map(readOrigin),
    sample: sample === null ? 1 : SHARE.read(sample, '--sample'),
    keepDays: keepDays === null ? DEFAULT_KEEP_DAYS : DAYS.read(keepDays, '--keep-days'),
    addressHeader,
  };
}

/** Parses `10%` or `0.1`; NaN if it is neither. */
function shareOf(word: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/u.exec(word.trim()) ?? [];
  return Number(digits) / (percent === '%' ? 100 : 1);
}

function readOrigin(text: string): string {
  const url = URL.parse(text);
  if (url !== null && url.origin !== 'null' && /^https?:$/u.test(url.protocol)) return url.origin;
  throw optionError(
    `--origin takes a website origin; found "${text}".`,
    'For example: --origin https://shop.example',
  );
}
