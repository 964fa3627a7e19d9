import { defineConfig } from 'vitest/config';
import { PACKAGE_CHECKS } from './tools/slow-test-globs.ts';
import { COMMON } from './vitest.config.ts';

/** The package as it is published: `npm run package:check`. */
export default defineConfig({
  test: {
    ...COMMON,
    include: [...PACKAGE_CHECKS],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    globalSetup: [
      'test/create-temporary-folder.ts',
      'test/compile-cache.ts',
      'test/start-shared-chromium-and-databases.ts',
    ],
    setupFiles: ['harness/loader/register-self-reference.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: 'reports-out/ci/vitest-package.json' },
  },
});
