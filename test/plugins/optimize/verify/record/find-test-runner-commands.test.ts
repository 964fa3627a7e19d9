/** Commands that run tests without the linters and compilers of a test script. */
import { expect, test } from 'vitest';
import { findTestRunnerCommands } from '../../../../../plugins/optimize/verify/change/find-test-runner-commands.ts';

const find = (scripts: object, command = 'npm test', installed: readonly string[] = []) =>
  findTestRunnerCommands(
    {
      isFile: (path) => installed.some((name) => path.endsWith(`.bin/${name}`)),
      read: () => JSON.stringify({ scripts }),
    },
    '/project',
    command,
  ).map((text) => JSON.parse(text.replace('npm exec --offline --call ', '')) as string);

test('checkers of a test script are left out', () => {
  expect(find({ test: 'xo && tsc && node --test' })).toEqual(['node --test']);
  expect(find({ pretest: 'eslint .', test: 'c8 mocha test/*.js' })).toEqual(['c8 mocha test/*.js']);
});

test('scripts that a script calls are searched for tests', () => {
  const scripts = {
    test: 'npm run lint && run-s test:unit test:types',
    lint: 'eslint .',
    'test:unit': 'TZ=UTC jest',
    'test:types': 'tsd',
    loop: 'npm run loop',
  };
  expect(find(scripts)).toEqual(['TZ=UTC jest']);
  expect(find(scripts, 'npx -y pnpm@9.4.0 run test:unit')).toEqual(['TZ=UTC jest']);
  expect(find(scripts, 'npm run loop')).toEqual([]);
});

test('an installed runner is tried where the script shows none', () => {
  expect(find({}, 'make check', ['vitest'])).toEqual(['vitest run']);
});
