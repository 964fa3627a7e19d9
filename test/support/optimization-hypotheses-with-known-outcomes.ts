import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { createLedgerHypothesis } from './sample-accounting-program-repository.ts';

/** A hypothesis for the ledger, with its expected outcome. */
export interface PlantedHypothesis {
  readonly hypothesis: Hypothesis;
  /** null: it survives; otherwise matches the reason for its rejection. */
  readonly reason: RegExp | null;
  /** True if it is left to a person. */
  readonly isManual?: boolean;
}

const good = (hypothesis: Hypothesis): PlantedHypothesis => ({ hypothesis, reason: null });
const bad = (hypothesis: Hypothesis, reason: RegExp): PlantedHypothesis => ({ hypothesis, reason });

/** A lookup in place of a search, a formatter made once, and names that are compared as they are. */
export const GOOD_HYPOTHESES: readonly PlantedHypothesis[] = [
  good(
    createLedgerHypothesis('H1', {
      'src/catalogue.js': [
        ['}));\n', '}));\nconst bySku = new Map(products.map((one) => [one.sku, one]));\n'],
        ['products.find((one) => one.sku === sku)', 'bySku.get(sku)'],
      ],
    }),
  ),
  good(
    createLedgerHypothesis('H8', {
      'src/money.js': [
        ['/**', "const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n\n/**"],
        ["  const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n", ''],
      ],
    }),
  ),
  good(
    createLedgerHypothesis('H10', {
      'src/match-name.js': [
        ["  const bare = stored.normalize('NFKD').replaceAll(/\\p{M}/gu, '');\n", ''],
        ['bare.toLowerCase()', 'stored'],
      ],
    }),
  ),
];

/** Hypotheses that the tests reject. */
const WRONG: readonly PlantedHypothesis[] = [
  bad(
    createLedgerHypothesis('H2', {
      'src/tax.js': [['Math.round(cents * RATE)', '(cents * RATE) | 0']],
    }),
    /^a test fails with the change \(.*tax is to the nearest cent/u,
  ),
  bad(
    createLedgerHypothesis('H3', {
      'src/average.js': [['  if (amounts.length === 0) return 0;\n', '']],
    }),
    /^a test fails with the change \(an average of nothing is 0\)$/u,
  ),
  bad(
    createLedgerHypothesis('H4', {
      'src/ranking.js': [['  entries.sort(([, a], [, b]) => b - a);\n', '']],
    }),
    /^a test fails with the change \(.*totals are by customer, the largest first/u,
  ),
  // A race: parts arrive in the order in which their reads complete.
  bad(
    createLedgerHypothesis('H5', {
      'src/read-parts.js': [
        [
          "  for (const file of files) {\n    texts.push(await readFile(file, 'utf8'));\n  }",
          "  await Promise.all(\n    files.map(async (file) => texts.push(await readFile(file, 'utf8'))),\n  );",
        ],
      ],
    }),
    /^a test fails (with the change|intermittently with the change, but never without it) \(parts keep their order\)$/u,
  ),
  // Correct alone, since names are normalized where they are compared, but not with H10.
  bad(
    createLedgerHypothesis('H11', {
      'src/store-name.js': [
        ["  const bare = name.normalize('NFKD').replaceAll(/\\p{M}/gu, '');\n", ''],
        ['bare.toLowerCase()', 'name'],
      ],
    }),
    /^breaks only in combination with H10 \(H10 \+ H11\): a test fails with the change \(customers are found/u,
  ),
  bad(
    createLedgerHypothesis(
      'H12',
      { 'src/ledger.js': [['86_400_000', '24 * 3_600_000']] },
      { dependencies: ['H2'] },
    ),
    /^dependency H2 removed$/u,
  ),
];

/** Hypotheses that pass the tests, and do not help or do harm. */
const USELESS: readonly PlantedHypothesis[] = [
  bad(
    createLedgerHypothesis('H6', {
      'src/day.js': [
        ['date.toISOString().slice(0, 10)', "date.toLocaleDateString('sv', { timeZone: 'UTC' })"],
      ],
    }),
    /^regresses the other changes, which are faster without it \(-.*, regressed\)/u,
  ),
  bad(
    createLedgerHypothesis('H7', {
      'src/checksum.js': [
        [
          '  let sum = 0;',
          '  const own = amounts.map((one) => structuredClone(one));\n  let sum = 0;',
        ],
        ['index < amounts.length', 'index < own.length'],
        ['amounts[index]', 'own[index]'],
      ],
    }),
    /^regresses the other changes, which are faster without it \(-.*, regressed\)/u,
  ),
  // Costs memory only: as fast as before once it is there.
  bad(
    createLedgerHypothesis('H9', {
      'src/find-name.js': [
        ['/**', 'const room = new Float64Array(10_000_000).fill(1);\n\n/**'],
        ['bare.toLowerCase()', "room[0] === 1 ? bare.toLowerCase() : ''"],
      ],
    }),
    /^no improvement(?: was shown)?: .* memory_peak_mb is worse \(\+\d+%\)$/u,
  ),
  bad(
    createLedgerHypothesis('H13', {
      'src/report.js': [['/** The report', '/** The whole report']],
    }),
    /^no improvement(?:: the other changes are just as good without it| was shown: its benefit to the other changes is unproven)/u,
  ),
  bad(
    createLedgerHypothesis('H14', {
      'src/archive.js': [
        ["  let text = '';\n", ''],
        ['  for (const', '  const parts = [];\n  for (const'],
        ["text += [customer, sku, cents].join(';').concat('\\n');", 'parts.push(LINE);'],
        ['LINE', "[customer, sku, cents].join(';').concat('\\n')"],
        ['return text', "return parts.join('')"],
      ],
    }),
    /^no improvement(?:: the other changes are just as good without it| was shown: its benefit to the other changes is unproven)/u,
  ),
  bad(
    createLedgerHypothesis('H15', {
      'src/totals.js': [
        ['({ ...totals, [customer]: (totals[customer] ?? 0) + cents })', 'PLACE'],
        [
          'PLACE',
          '{\n      totals[customer] = (totals[customer] ?? 0) + cents;\n      return totals;\n    }',
        ],
      ],
    }),
    /^no improvement(?:: the other changes are just as good without it| was shown: its benefit to the other changes is unproven)/u,
  ),
  // Passes the tests and crashes with as many amounts as are measured.
  bad(
    createLedgerHypothesis('H16', {
      'src/peak.js': [
        ['  let most = 0;\n', ''],
        [
          '  for (const amount of amounts) most = Math.max(most, amount);\n  return most;',
          '  return Math.max(0, ...amounts);',
        ],
      ],
    }),
    /^it fails when measured \(.*Maximum call stack size exceeded/u,
  ),
];

/** Forbidden hypotheses, and hypotheses left to a person. */
const REFUSED: readonly PlantedHypothesis[] = [
  bad(
    createLedgerHypothesis('H17', {
      'test/report.test.js': [["test('tax is", "test.skip('tax is"]],
    }),
    /^H17 touches the tests \(test\/report\.test\.js\)$/u,
  ),
  bad(
    createLedgerHypothesis('H18', { 'package.json': [['node --test', 'true']] }),
    /^H18: .*scripts/u,
  ),
].map((harmfulCase) => ({ ...harmfulCase, isManual: harmfulCase.hypothesis.id === 'H17' }));

const CONFLICTS = { conflicts_with: ['H19', 'H20', 'H21'] };
const LOOP =
  '  for (let index = 0; index < amounts.length; index += 1) {\n    if (amounts.indexOf(amounts[index], index + 1) !== -1) found.push(index);\n  }\n';

/** Three changes of the same loop: a wrong, a good, and an even slower change. */
export const EXCLUSIVE_HYPOTHESES: readonly PlantedHypothesis[] = [
  bad(
    createLedgerHypothesis(
      'H19',
      {
        'src/search.js': [
          [
            LOOP,
            '  const seen = new Set();\n  for (const [index, amount] of amounts.entries()) {\n    if (seen.has(amount)) found.push(index);\n    seen.add(amount);\n  }\n',
          ],
        ],
      },
      CONFLICTS,
    ),
    /^a test fails with the change \(amounts that come again are found\)$/u,
  ),
  good(
    createLedgerHypothesis(
      'H20',
      {
        'src/search.js': [
          [
            LOOP,
            '  const last = new Map();\n  for (let index = 0; index < amounts.length; index += 1) last.set(amounts[index], index);\n  for (let index = 0; index < amounts.length; index += 1) {\n    if (last.get(amounts[index]) !== index) found.push(index);\n  }\n',
          ],
        ],
      },
      CONFLICTS,
    ),
  ),
  bad(
    createLedgerHypothesis(
      'H21',
      {
        'src/search.js': [
          [
            'amounts.indexOf(amounts[index], index + 1) !== -1',
            'amounts.slice(index + 1).includes(amounts[index])',
          ],
        ],
      },
      CONFLICTS,
    ),
    /^no improvement: -.*, regressed/u,
  ),
];

/** All planted hypotheses, sorted by number. */
export const PLANTED_HYPOTHESES: readonly PlantedHypothesis[] = [
  ...GOOD_HYPOTHESES,
  ...WRONG,
  ...USELESS,
  ...REFUSED,
  ...EXCLUSIVE_HYPOTHESES,
].sort((a, b) => Number(a.hypothesis.id.slice(1)) - Number(b.hypothesis.id.slice(1)));
