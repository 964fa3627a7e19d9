import {
  type Arbitrary,
  array,
  constantFrom,
  double,
  integer,
  nat,
  noBias,
  oneof,
  record,
  string,
} from 'fast-check';
import type { RandomDraws } from './mutate-values.ts';
import type { TextFragments } from './text-fragments.ts';

export interface SessionDraws {
  readonly sessionIndex: number;
  readonly changes: readonly RandomDraws[];
}

const HOSTILE_TEXTS = [
  '',
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
  '\udc00x',
  '😀',
  'İ',
  '\u0000',
  ' ',
  '0',
  '-0',
  'a',
  '$&',
  '\n',
];
/** Drawn evenly; those that stand twice distinguish ways of comparing values. */
const HOSTILE_NUMBERS = [
  Number.NaN,
  Number.NaN,
  -0,
  -0,
  0,
  1,
  -1,
  2,
  0.5,
  10,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 31,
  2 ** 32,
  2 ** 53,
];

export function createSessionArbitrary(fragments: TextFragments): Arbitrary<SessionDraws> {
  const any = noBias(nat());
  // Halves of characters too. The library's own unit for that takes seconds to be made ready.
  const codeUnit = integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const change: Arbitrary<RandomDraws> = record({
    call: any,
    mutation: any,
    change: any,
    pick: any,
    number: oneof(
      { weight: 2, arbitrary: constantFrom(...HOSTILE_NUMBERS) },
      integer({ min: -20, max: 200 }),
      double(),
    ),
    text: oneof(
      constantFrom(...HOSTILE_TEXTS),
      { weight: 3, arbitrary: createComposedText(fragments) },
      string({ maxLength: 8 }),
      string({ maxLength: 8, unit: codeUnit }),
    ),
  });
  return record({ sessionIndex: any, changes: array(change, { minLength: 1, maxLength: 4 }) });
}

function createComposedText({
  special,
  distinguished: own,
  boundaries,
}: TextFragments): Arbitrary<string> {
  const kinds = [special, own, boundaries].filter((texts) => texts.length > 0);
  const fragment = oneof(...kinds.map((texts) => constantFrom(...texts)));
  const row = array(fragment, { minLength: 2, maxLength: 4 }).map((parts) => parts.join(''));
  return oneof(fragment, row);
}
