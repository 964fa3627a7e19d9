const EXTENSIONS = 'js,mjs,cjs,jsx,ts,mts,cts,tsx,py,go,rs,cs,java';

/** Files of the languages that are known, for `Files.glob`. */
export const SOURCE_GLOB = `**/*.{${EXTENSIONS}}`;

/** Possible end-to-end or integration tests, by folder or name. */
export const END_TO_END_GLOBS: readonly string[] = [
  `**/{e2e,e2e-tests,integration,integration-tests,integration_tests,playwright,cypress}/**/*.{${EXTENSIONS}}`,
  `**/*{e2e,E2E,integration,Integration}*.{${EXTENSIONS}}`,
  // Cargo's own place for them.
  'tests/*.rs',
];

/** True if a file is a test that a runner would start, not a helper that tests share. */
export function isTestFile(path: string): boolean {
  return /(?:[._-](?:test|tests|spec|cy|e2e|e2e-spec|integration)\.[cm]?[jt]sx?|(?:^|\/)test_[^/]*\.py|_test\.(?:py|go)|(?:^|\/)tests\/[^/]+\.rs|(?:Test|Tests|Spec)s?\.(?:cs|java)|(?:^|\/)(?:test|e2e)[^/]*\.[cm]?[jt]s)$/.test(
    path,
  );
}
