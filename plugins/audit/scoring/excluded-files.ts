import { posix } from 'node:path';

/** Tests, fixtures and their setup files, where nobody waits for slow code (SH6-08). */
const EXCLUDED =
  /(?:^|\/)(?:(?:\w+[_-])?tests?|unittests?|__tests__|__mocks__|specs?|e2e|playwright|cypress|fixtures|testing|test_utils|test-utils)\/|[.-](?:test|spec|e2e|e2e-spec|stories|cy)\.[a-z]+$|(?:^|\/)(?:test_\w+|\w+_test|conftest|factories)\.py$|(?:^|\/)(?:tests?[_-]?(?:[Uu]tils?|[Hh]elpers?|[Ss]etup|[Ff]ixtures?)|(?:vitest|jest)\.setup)\.[cm]?[jt]sx?$/u;

/** True for a file whose work nobody waits for, regardless of the settings of a project. */
export function isExcludedFile(file: string): boolean {
  return EXCLUDED.test(file);
}

/** Returns the excluded-file test; null: defaults, replaced by project or command-line globs. */
export function createExclusion(globs: readonly string[] | null): (file: string) => boolean {
  if (globs === null) return isExcludedFile;
  return (file) => globs.some((glob) => posix.matchesGlob(file, glob));
}
