import { expect, test } from 'vitest';
import { answerAtOnce } from '../../cli/answer-at-once.ts';
import { readRepositoryFile } from '../repository/source-tree.ts';

test.each(['--version', '-V'])('%s by itself is answered with the version', (flag) => {
  const { version } = JSON.parse(readRepositoryFile('package.json')) as { version: string };
  expect(answerAtOnce([flag])).toBe(`${version}\n`);
});

test('help is not, where the build has left none', () => {
  expect(answerAtOnce(['--help'])).toBeNull();
});

test.each([[], ['run'], ['run', '--help'], ['--version', '--help'], ['--', '--version']])(
  'anything else is for the whole command line: %j',
  (...argv) => {
    expect(answerAtOnce(argv.flat())).toBeNull();
  },
);
