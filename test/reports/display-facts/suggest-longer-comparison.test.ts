import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/default-comparison-rules.ts';
import type { Comparison } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import {
  DEFAULT_MAX_PAIRS,
  suggestLongerComparison,
} from '../../../reports/display-facts/suggest-longer-comparison.ts';
import { chooseCapacityNextStep } from '../../../reports/views/capacity/capacity-sentences.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';

const AGAIN = 'perf-harness compare main . parse';
const PURPOSES = { decide: 'decide it', what: 'wall_time of parse' };

/** Returns a comparison that ended in the screen after 22 pairs, and the time of a pair. */
function open(over: Partial<Comparison> = {}, pairMs: number | null = 1_000) {
  const [first] = goldenDocuments()['live-regressed'].comparisons;
  if (first === undefined) throw new Error('no comparison');
  const stages = { screen_pairs: 22, confirm_pairs: 0, needed_pairs: null };
  return { comparison: { ...first, ...stages, ...over }, pairMs };
}

function more(again: string, over: Partial<Comparison> = {}, pairMs?: number) {
  return suggestLongerComparison(again, open(over, pairMs), PURPOSES);
}

describe('the limits of a repeated comparison', () => {
  test.each([
    [AGAIN, 'perf-harness compare --time 20min --max-pairs 400 main . parse'],
    [
      `perf-harness compare --time 3s --max-pairs 12 'HEAD~1' . --margin '1 %' parse`,
      `perf-harness compare --time 20min --max-pairs 400 'HEAD~1' . --margin '1 %' parse`,
    ],
    [
      'perf-harness compare --max-pairs 12 main . parse',
      'perf-harness compare --time 20min --max-pairs 400 main . parse',
    ],
    // Options of the measured command are not its limits.
    [
      'perf-harness compare main . -- node --time 3s',
      'perf-harness compare --time 20min --max-pairs 400 main . -- node --time 3s',
    ],
    [
      `perf-harness compare main . 'a --max-pairs 8 b'`,
      `perf-harness compare --time 20min --max-pairs 400 main . 'a --max-pairs 8 b'`,
    ],
  ])('replace the limits that %s had', (again, expected) => {
    expect(more(again)).toEqual({ purpose: 'decide it', command: expected });
  });

  test.each([
    ['90s', null, 1_000, '20min'],
    ['1h', null, 1_000, '240min'],
    ['8h', null, 1_000, '1440min'],
    // Ninety pairs of 20 s take half an hour, and 300 of 10 s fifty minutes.
    [null, 90, 20_000, '45min'],
    [null, 300, 10_000, '75min'],
    // No more than a comparison takes.
    [null, 4_000, 10_000, '100min'],
  ])(
    'are never less time than %s, nor than %s pairs of %s ms take',
    (had, needed, pairMs, time) => {
      const limits = had === null ? '' : `--time ${had} `;
      const step = more(`perf-harness compare ${limits}main .`, { needed_pairs: needed }, pairMs);
      expect(step?.command).toContain(`perf-harness compare --time ${time} `);
    },
  );

  test.each([
    ['the time ended it, and the usual pairs are enough', AGAIN, { needed_pairs: 60 }, false],
    ['confirming was ended by time', AGAIN, { needed_pairs: 60, confirm_pairs: 8 }, false],
    ['it took all pairs that it was given', `${AGAIN}`, { screen_pairs: DEFAULT_MAX_PAIRS }, true],
    ['nobody knows how many are needed', AGAIN, { needed_pairs: null }, true],
    ['the usual pairs are not enough', AGAIN, { needed_pairs: DEFAULT_MAX_PAIRS + 1 }, true],
    [
      'its own limit ended it',
      'perf-harness compare --max-pairs 22 main .',
      { needed_pairs: 60 },
      true,
    ],
    // Counted metrics have their own interim analyses, far fewer.
    ['counts were looked at for the last time', AGAIN, counted(60), true],
  ] as const)('are the most pairs or the usual pairs, when %s', (_, again, over, isMost) => {
    expect(more(again, over)?.command.includes(' --max-pairs 400 ')).toBe(isMost);
  });

  test('promise nothing when no comparison takes enough pairs', () => {
    const purpose =
      'measure wall_time of parse with 400 pairs, the maximum (a verdict would need more pairs, a wider --margin or a quieter machine)';
    const command = 'perf-harness compare --time 20min --max-pairs 400 main . parse';
    expect(more(AGAIN, { needed_pairs: 401 })).toEqual({ purpose, command });
    expect(more(AGAIN, { needed_pairs: 400 })?.purpose).toBe('decide it');
    expect(more(AGAIN, { screen_pairs: 400 })).toEqual({ purpose, command });
  });

  test('do not exist for another command', () => {
    expect(more('perf-harness run parse')).toBeNull();
    expect(more('perf-harness gate --base abc parse')).toBeNull();
  });
});

function counted(needed: number): Partial<Comparison> {
  return { metric: 'allocated', screen_pairs: 16, needed_pairs: needed };
}

test('the usual pairs are those of the rules', () => {
  expect(DEFAULT_MAX_PAIRS).toBe(Math.max(...DEFAULT_RULES.confirm_looks));
});

function commandAfter(outcome: 'undecided' | 'interrupted', duration_ms: number) {
  const document = { ...goldenDocuments()['capacity-found'], scenario: 'api', file: 'a.ts' };
  return chooseCapacityNextStep({ ...document, outcome, duration_ms })?.command;
}

test.each([
  [290_000, '20min'],
  [3_600_000, '240min'],
])('a search without a result after %s ms gets more time than it had', (took, time) => {
  const command = `perf-harness run api --find-capacity --time ${time}`;
  expect(commandAfter('undecided', took)).toBe(command);
  expect(commandAfter('interrupted', took)).toBe(command);
});
