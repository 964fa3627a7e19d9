import { expect, test } from 'vitest';
import { readVersionOrHelpOutput } from '../../cli/version-and-help-fast-path.ts';
import { readRepositoryFile } from '../repository/read-repository-sources.ts';

test.each(['--version', '-V'])('answers %s alone with the version', (flag) => {
  const { version } = JSON.parse(readRepositoryFile('package.json')) as { version: string };
  expect(readVersionOrHelpOutput([flag])).toBe(`${version}\n`);
});

test('leaves help to the full command line when the build has stored no help', () => {
  expect(readVersionOrHelpOutput(['--help'])).toBeNull();
});

test.each([[], ['run'], ['run', '--help'], ['--version', '--help'], ['--', '--version']])(
  'leaves anything else to the full command line: %j',
  (...argv) => {
    expect(readVersionOrHelpOutput(argv.flat())).toBeNull();
  },
);
