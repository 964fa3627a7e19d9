/** Gains of codemods: measured for each codemod, and identical wherever they are stated. */
import { describe, expect, it } from 'vitest';
import type { BenchResult, PublishedBench } from '../../bench/bench-result.ts';
import {
  formatGainRowName,
  generateGainsModule,
  readCodemodGains,
} from '../../bench/codemods/codemod-gains.ts';
import { GAIN_CASES } from '../../bench/codemods/gain-cases.ts';
import { PERFORMANCE_MYTHS } from '../../bench/codemods/performance-myths.ts';
import {
  CHECKED_CODEMODS,
  CODEMODS,
  CPU_CODEMODS,
  IO_CODEMODS,
} from '../../plugins/optimize/generators/codemod-catalogue.ts';
import { readRepositoryFile } from '../repository/read-repository-sources.ts';

/** Codemods with a gain known before measuring in a project; any other is tried there first. */
const MEASURED = [...CPU_CODEMODS, ...IO_CODEMODS, ...CHECKED_CODEMODS];

const { result } = JSON.parse(readRepositoryFile('bench/results/codemods.json')) as PublishedBench;

describe('the codemod catalogue', () => {
  it('X814-30: has only codemods that were measured faster on Node.js 24 and 26', () => {
    const gains = readCodemodGains(result);
    expect([...gains.keys()].toSorted()).toEqual(MEASURED.map(({ id }) => id).toSorted());
    for (const [id, { releases }] of gains) {
      expect(releases.map(({ release }) => release).toSorted(), id).toEqual(['24', '26']);
      for (const { high } of releases) expect(high, id).toBeLessThan(1);
    }
  });

  it('names where the pattern of each codemod was seen', () => {
    for (const { id, seenIn } of CODEMODS) {
      expect(seenIn.length, id).toBeGreaterThan(0);
      // A package version or a repository, followed by a file in it.
      for (const source of seenIn)
        expect(source).toMatch(/^(?:@?[\w./-]+ \d+\.\d+\.\d+,|[\w.-]+\/[\w.-]+[:,]) .+\.\w+$/u);
    }
  });

  it('is measured completely, with every myth', () => {
    const measured = GAIN_CASES.filter(({ isMyth }) => !isMyth).map(({ id }) => id);
    expect(measured.toSorted()).toEqual(MEASURED.map(({ id }) => id).toSorted());
    const told = result.tables?.[0]?.body.map(([advice]) => advice);
    expect([...new Set(told)]).toEqual(
      Object.values(PERFORMANCE_MYTHS).map(({ advice }) => advice),
    );
  });

  it('gives the generator its gains as measured', () => {
    const file = 'plugins/optimize/generators/measured-gains-by-codemod.ts';
    expect(readRepositoryFile(file), 'npm run bench -- --none').toBe(generateGainsModule(result));
  });
});

const RESULT: BenchResult = {
  title: 'Codemods',
  method: 'Measured.',
  rows: ['24', '26'].map((release) => ({
    name: formatGainRowName('sort-once', release, 'time of a call'),
    ours: '1 ns',
    peer: '2 ns',
    ratio: 0.51234,
    low: 0.4,
    high: release === '24' ? 0.6 : 0.07777,
    limit: '',
    holds: true,
  })),
  tables: [
    {
      title: 'Myths',
      note: '',
      head: [],
      body: [
        ['Count down', '24', '1 ns', '1 ns', '1.00 (0.90 to 1.10)'],
        ['Count down', '26', '1 ns', '1 ns', '1.01 (0.91 to 1.11)'],
      ],
    },
  ],
};

it('reads the gains of a result, each to three digits', () => {
  expect(readCodemodGains(RESULT).get('sort-once')).toEqual({
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.512, low: 0.4, high: 0.6 },
      { release: '26', ratio: 0.512, low: 0.4, high: 0.0778 },
    ],
  });
  expect(generateGainsModule(RESULT)).toContain(
    "  'sort-once': gainOf('time of a call', [0.512, 0.4, 0.6], [0.512, 0.4, 0.0778]),\n",
  );
});
