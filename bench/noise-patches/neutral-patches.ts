import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { createLedgerHypothesis } from '../../test/support/sample-accounting-program-repository.ts';

/** A textual change that leaves the behavior unchanged. */
export interface NeutralPatch {
  readonly name: string;
  readonly hypothesis: Hypothesis;
}

/** In code that is run thousands of times in each measurement. */
export const NEUTRAL_PATCHES: readonly NeutralPatch[] = [
  {
    name: 'a comment',
    hypothesis: createLedgerHypothesis('H1', {
      'src/catalogue.js': [
        ['  const product', '  // Each product stands there once.\n  const product'],
      ],
    }),
  },
  {
    name: 'another name of a variable',
    hypothesis: createLedgerHypothesis('H1', {
      'src/day.js': [
        ['const date =', 'const moment ='],
        ['date.toISOString', 'moment.toISOString'],
      ],
    }),
  },
  {
    name: 'a function that nobody calls',
    hypothesis: createLedgerHypothesis('H1', {
      'src/tax.js': [['/** Tax', 'export const halfOf = (cents) => cents / 2;\n\n/** Tax']],
    }),
  },
  {
    name: 'other white space',
    hypothesis: createLedgerHypothesis('H1', {
      'src/checksum.js': [['  let sum = 0;\n', '\n  let sum = 0;\n\n']],
    }),
  },
];

/** Patch making it a quarter faster, which is detected at once: company for the noise patch. */
export const FASTER_PATCH = createLedgerHypothesis('H2', {
  'src/money.js': [
    [
      "  const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n  return format",
      '  return FORMAT',
    ],
    [
      '/** `1,234.50`. */\n',
      "const FORMAT = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n\n/** `1,234.50`. */\n",
    ],
  ],
});
