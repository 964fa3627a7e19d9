import { badOption } from '../../../harness/model/value/bad-option.ts';
import { numberType, wholeNumber } from '../../../harness/model/value/number-type.ts';
import { PROJECT_OPTIONS } from '../../options/tables.ts';

const LONGEST_KEEP_DAYS = 3_650;

export const SERVE_OPTIONS = {
  collect: { help: 'take field data instead of showing the dashboard' },
  write: { help: 'the dashboard lets you decide about changes and write notes' },
  port: {
    value: 'number',
    read: wholeNumber('a number from 0 to 65535', 0, 65_535).read,
    usual: 8_787,
    help: 'where it listens; 0 takes a free one (default: 8787)',
  },
  host: {
    value: 'address',
    usual: '127.0.0.1',
    help: 'the address that it listens on (default: 127.0.0.1)',
  },
  sample: {
    value: 'share',
    read: numberType({
      parse: shareOf,
      accepts: (share) => share > 0 && share <= 1,
      takes: 'a share of the visits, such as 10%',
    }).read,
    usual: 1,
    help: 'share of the visits that is kept, such as 10%',
  },
  keepDays: {
    value: 'days',
    read: wholeNumber('a number of days from 1', 1, LONGEST_KEEP_DAYS).read,
    // Three windows of the Chrome UX Report, and a week.
    usual: 90,
    help: 'days that beacons are kept (default: 90)',
  },
  origin: {
    value: 'origin',
    isRepeatable: true,
    read: readOrigin,
    help: 'another site whose pages may tell, or that shows the dashboard; repeatable',
  },
  addressHeader: { value: 'name', help: 'header in which your proxy names the client' },
  ...PROJECT_OPTIONS,
} as const;

/** `10%`, or `0.1`; NaN: it is none. */
function shareOf(word: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/u.exec(word.trim()) ?? [];
  return Number(digits) / (percent === '%' ? 100 : 1);
}

function readOrigin(text: string, flag: string): string {
  const url = URL.parse(text);
  if (url !== null && url.origin !== 'null' && /^https?:$/u.test(url.protocol)) return url.origin;
  throw badOption(
    `${flag} takes the origin of a site; found "${text}".`,
    'For example: --origin https://shop.example',
  );
}
