/** No module exists for tests only. */
import { expect, test } from 'vitest';
import { findUnreachableExports } from './find-unreachable-exports.ts';
import { listSourceFiles } from './read-repository-sources.ts';

/** Entry points: the command, CI job's command, public entry, repository commands, scenarios. */
const ENTRIES =
  /^(cli\/bin|cli\/ci\/post-comment|index|plugin|[\w.-]+\.config|bench\/[\w-]+|bench\/transformed\/.+|(tools|scenarios)\/.+)\.ts$/;

test('every module and every export is reachable without a test', () => {
  const files = listSourceFiles().filter(
    (path) => !path.startsWith('test/') && !path.endsWith('.d.ts'),
  );
  const entries = files.filter((path) => ENTRIES.test(path));
  expect(entries.length).toBeGreaterThan(50);
  expect(findUnreachableExports(files, entries)).toEqual([]);
});
