import { posix } from 'node:path';

/** Tests, fixtures and what sets them up: what is slow there is waited for by nobody (SH6-08). */
const EXCLUDED =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|fixtures|testing|test_utils|test-utils)\/|[.-](?:test|spec|e2e-spec|stories|cy)\.[a-z]+$|(?:^|\/)(?:test_\w+|\w+_test|conftest|factories)\.py$/u;

/** null: those of everybody; globs in their place: what a project or a command line says instead. */
export function exclusion(globs: readonly string[] | null): (file: string) => boolean {
  if (globs === null) return (file) => EXCLUDED.test(file);
  return (file) => globs.some((glob) => posix.matchesGlob(file, glob));
}
