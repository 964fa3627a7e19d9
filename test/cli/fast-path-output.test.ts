import { expect, test } from 'vitest';
import { readVersionOrHelpOutput } from '../../cli/fast-path-output.ts';
import { readRepositoryFile } from '../repository/read-repository-sources.ts';

test.each(['--version', '-V'])('%s by itself is answered with the version', (flag) => {
  const { version } = JSON.parse(readRepositoryFile('package.json')) as { version: string };
  expect(readVersionOrHelpOutput([flag])).toBe(`${version}\n`);
});

test('help is not, where the build has left none', () => {
  expect(readVersionOrHelpOutput(['--help'])).toBeNull();
});

test.each([[], ['run'], ['run', '--help'], ['--version', '--help'], ['--', '--version']])(
  'anything else is for the whole command line: %j',
  (...argv) => {
    expect(readVersionOrHelpOutput(argv.flat())).toBeNull();
  },
);
