import { describe, expect, test } from 'vitest';
import { detectPageMismatch } from '../../../harness/gate/detect-page-mismatch-between-sides.ts';
import type { Block, CompletedTrial } from '../../../harness/model/trial.ts';
import { trialPosition } from '../../support/run-measurement-validity-check.ts';

type Notes = NonNullable<Block['notes']>;

/** Returns loads of a page with these notes. */
function loads(notes: readonly Notes[]): readonly CompletedTrial[] {
  return notes.map((note, at) => ({
    ...trialPosition(at + 1),
    state: 'completed',
    measurements: {},
    unavailable: {},
    blocks: [{ operations: 1, durationMs: 1, measurements: {}, notes: note }],
  }));
}

function found(base: readonly Notes[], head: readonly Notes[], isNamed = false) {
  return detectPageMismatch({ base: loads(base), head: loads(head) }, isNamed);
}

describe('a mismatch between the pages of the two sides', () => {
  test.each<[string, readonly Notes[], readonly Notes[], 'base' | 'head', RegExp]>([
    [
      'when one has less than half of the elements',
      [{ elements: 40 }, { elements: 41 }, { elements: 40 }],
      [{ elements: 19 }, { elements: 19 }, { elements: 40 }],
      'head',
      /the head page has 19 elements, but the other page has 40; .*page\.expectElement/,
    ],
    [
      'when one leads on to another address',
      [{ elements: 40 }],
      [{ elements: 40, shown_path: '/login' }],
      'head',
      /the head page redirects to \/login, but the other page does not redirect/,
    ],
    [
      'when only one asks a host that it may not',
      [{ elements: 40, blocked_hosts: 'cdn.example, fonts.example' }],
      [{ elements: 40, blocked_hosts: 'fonts.example' }],
      'base',
      /only the base page requests cdn\.example, which is not allowed; .*--allow-remote cdn\.example/,
    ],
  ])('%s', (_, base, head, side, reason) => {
    expect(found(base, head)).toEqual({ side, reason: expect.stringMatching(reason) });
  });
});

describe('a match between the pages of the two sides', () => {
  test.each<[string, readonly Notes[], readonly Notes[]]>([
    ['when one has half of the elements', [{ elements: 40 }], [{ elements: 20 }]],
    ['when both are small', [{ elements: 19 }], [{ elements: 3 }]],
    ['when nothing was noted', [{}], [{}]],
    ['when a side has no load', [], [{ elements: 40 }]],
  ])('%s', (_, base, head) => {
    expect(found(base, head)).toBeNull();
  });

  test('is assumed when the scenario names what the complete page shows', () => {
    expect(found([{ elements: 400 }], [{ elements: 40, shown_path: '/en' }], true)).toBeNull();
  });
});
