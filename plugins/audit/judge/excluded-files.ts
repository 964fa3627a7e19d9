/** Tests, fixtures and what sets them up: what is slow there is waited for by nobody (SH6-08). */
const EXCLUDED =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|fixtures|testing|test_utils|test-utils)\/|[.-](?:test|spec|e2e-spec|stories|cy)\.[a-z]+$|(?:^|\/)(?:test_\w+|\w+_test|conftest|factories)\.py$/u;

export function isExcluded(file: string): boolean {
  return EXCLUDED.test(file);
}
