import { expect, test } from 'vitest';
import { outcomeOf, reasonOf } from '../../../bench/adoption/outcome.ts';
import { ended, entry, repository, tried } from './tried.ts';

const ONE = repository('a/b');

test('a repository in which everything works has a result and verdicts', () => {
  expect(outcomeOf(ONE, 1, tried('a/b'))).toMatchObject({
    own: { type: 'works', by: 'test' },
    firstResult: { type: 'works', seconds: 2 },
    compared: { type: 'works' },
    measured: ['first'],
    verdicts: [{ verdict: 'unchanged' }],
  });
});

test('an installation that fails is told as such, with its reason, and ends the round', () => {
  const npm = ended('npm ci', 1, 'npm error code E404', 'npm error 404 Not Found');
  const entries = tried('a/b')
    .slice(0, 1)
    .concat(entry('a/b', 'install', false, [npm]));
  expect(outcomeOf(ONE, 1, entries)).toMatchObject({
    own: { type: 'install-fails', reason: 'npm ci: npm error code E404' },
    firstResult: { type: 'not-tried' },
  });
});

test('a start that listens is as good as a test; a test that went on to its limit has not failed', () => {
  const failed = ended('npm run test', 1, 'no');
  const served = ended('npm run start', { type: 'served' });
  const start = entry('a/b', 'own', true, [failed, served]);
  expect(outcomeOf(ONE, 1, tried('a/b', { own: start }))?.own).toEqual({
    type: 'works',
    by: 'start',
  });
  const slow = ended('npm run test', { type: 'limit', seconds: 240 });
  const test = entry('a/b', 'own', true, [slow]);
  expect(outcomeOf(ONE, 1, tried('a/b', { own: test }))?.own).toEqual({
    type: 'works',
    by: 'test that went on to its limit',
  });
});

test('a repository whose own tests fail is tried all the same', () => {
  const own = entry('a/b', 'own', false, [ended('npm run test', 1, 'Error: no database')]);
  expect(outcomeOf(ONE, 1, tried('a/b', { own }))).toMatchObject({
    own: { type: 'fails', reason: 'npm run test: Error: no database' },
    firstResult: { type: 'works' },
  });
});

test('a run that fails does not keep the comparison from being tried', () => {
  const command = ended('perf-harness run --quick', 4, '✗ FAIL  GET /: exit code 1');
  const run = entry('a/b', 'run', false, [command]);
  expect(outcomeOf(ONE, 1, tried('a/b', { run }))).toMatchObject({
    firstResult: { type: 'fails', end: 'exit code 4', reason: '✗ FAIL  GET /: exit code 1' },
    compared: { type: 'works' },
  });
});

test('a round that was stopped has no outcome yet; one that was begun again has that of its end', () => {
  const whole = tried('a/b');
  expect(outcomeOf(ONE, 1, whole.slice(0, 4))).toBeNull();
  const first = entry('a/b', 'own', false, [ended('npm run test', 1)]);
  expect(outcomeOf(ONE, 1, [first, ...whole])?.own.type).toBe('works');
});

test('rounds are told apart', () => {
  const failed = entry('a/b', 'init', false, [ended('perf-harness init --yes', 4, 'no')]);
  const entries = [...tried('a/b').slice(0, 4), failed, ...tried('a/b', {}, 2)];
  expect(outcomeOf(ONE, 1, entries)?.init.type).toBe('fails');
  expect(outcomeOf(ONE, 2, entries)?.init.type).toBe('works');
});

test('the reason is the first line that speaks of an error, else the last that was printed', () => {
  expect(reasonOf(ended('x', 1, 'building', 'Error: no such file', 'at main'))).toBe(
    'Error: no such file',
  );
  expect(reasonOf(ended('x', 1, 'one', 'two'))).toBe('two');
  const wrapped = [
    '  ! wall_time incomparable: It could not be',
    '    installed: no disk',
    '  next',
  ];
  expect(reasonOf(ended('x', 1, ...wrapped))).toBe(
    '! wall_time incomparable: It could not be installed: no disk',
  );
  expect(reasonOf(ended('x', 1))).toBe('it printed nothing');
});

test('a verdict that was told when the time was over counts; incomparable is no verdict', () => {
  const late = ended('perf-harness compare HEAD~20', { type: 'limit', seconds: 300 });
  const told = (verdict: string) => {
    const verdicts = [{ scenario: 'first', metric: 'wall_time', verdict }];
    const compare = entry('a/b', 'compare', false, [late], { verdicts });
    return outcomeOf(ONE, 1, tried('a/b', { compare }))?.compared.type;
  };
  expect(told('regressed')).toBe('works');
  expect(told('incomparable')).toBe('fails');
});
