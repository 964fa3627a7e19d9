import { expect, test } from 'vitest';
import { adoptionPage } from '../../../bench/adoption/adoption-page.ts';
import { adoptionResult } from '../../../bench/adoption/adoption-result.ts';
import { readRepositories } from '../../../bench/adoption/repositories.ts';
import { ended, entry, repository, tried } from './tried.ts';

const LIST = [repository('a/works'), repository('a/broken'), repository('b/fails', 'final')];
const broken = entry('a/broken', 'own', false, [ended('npm run test', 1, 'Error: no')]);
const compare = ended('perf-harness compare HEAD~20', 6, 'error | base lacks src/a.ts');
const failed = entry('b/fails', 'compare', false, [compare], { verdicts: [] });
const ENTRIES = [
  ...tried('a/works'),
  ...tried('a/broken', { own: broken }),
  ...tried('b/fails', { compare: failed }),
];

const NOTHING = { remarks: '', transcripts: [] };

test('rates are of those whose own test or start works, and of all beside it', () => {
  const page = adoptionPage(LIST, ENTRIES, NOTHING);
  expect(page).toContain(
    '| development half | 2 | 1 | 1 of 1 (100 %) | 1 of 1 (100 %) | 2 of 2 (100 %) | 2 of 2 (100 %) |',
  );
  expect(page).toContain(
    '| final half | 1 | 1 | 1 of 1 (100 %) | 0 of 1 (0 %) | 1 of 1 (100 %) | 0 of 1 (0 %) |',
  );
});

test('failures stand there with their reason, verdicts by their name', () => {
  const page = adoptionPage(LIST, ENTRIES, NOTHING);
  expect(page).toContain(
    '| b/fails | `compare HEAD~20` | exit code 6 | error \\| base lacks src/a.ts |',
  );
  expect(page).toContain('| a/broken | its own test or start |  | npm run test: Error: no |');
  expect(page).toContain('| unchanged, 2 s |');
});

test('perf-harness that could not be added counts as no result, and says why', () => {
  const add = entry('a/works', 'add', false, [ended('pnpm add', 1, 'ERR_PNPM_X no such version')]);
  const entries = [...tried('a/works').slice(0, 3), add];
  const page = adoptionPage([repository('a/works')], entries, NOTHING);
  expect(page).toContain(
    '| a/works | adding perf-harness | exit code 1 | ERR_PNPM_X no such version |',
  );
  expect(page).toContain('| both | 1 | 1 | 0 of 1 (0 %) | 0 of 1 (0 %) |');
});

test('what was not tried to its end is named, and transcripts stand at the end', () => {
  const page = adoptionPage([...LIST, repository('c/later')], ENTRIES, {
    remarks: 'It was late.',
    transcripts: ['### One\n\nAll of it.'],
  });
  expect(page).toContain('Not tried: c/later.');
  expect(page).toContain('\n\nIt was late.\n\n## Rounds');
  expect(
    page.trimEnd().endsWith('## Your own change, by the README\n\n### One\n\nAll of it.'),
  ).toBe(true);
});

test('a claim does not hold where one comparison gives no verdict', () => {
  const { rows } = adoptionResult(LIST, ENTRIES);
  expect(rows.map(({ ours, holds }) => [ours, holds])).toEqual([
    ['1 of 1', true],
    ['1 of 1', true],
    ['1 of 1', true],
    ['0 of 1', false],
  ]);
});

test('the list has what it was chosen for', () => {
  const list = readRepositories();
  expect(list.filter(({ spare }) => spare !== true)).toHaveLength(24);
  expect(list.filter(({ language }) => language === 'typescript').length).toBeGreaterThan(13);
  expect(list.every(({ commit }) => /^[\da-f]{40}$/u.test(commit))).toBe(true);
  const frameworks = list.map(({ framework }) => framework ?? '').join(' ');
  for (const name of ['express', 'fastify', 'koa', 'hono', 'nest', 'next']) {
    expect(frameworks).toContain(name);
  }
});
