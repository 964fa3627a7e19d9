import { basename, dirname, join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import { readPackageTestSettings } from './read-package-test-settings.ts';

/** Returns the command that runs one end-to-end test. @param file - From the root, with `/`. */
export function buildE2eTestCommand(
  files: Pick<Files, 'read'>,
  root: string,
  file: string,
): readonly [string, ...string[]] {
  const stem = basename(file).replace(/\.\w+$/, '');
  const folder = dirname(file);
  if (file.endsWith('.py')) return ['pytest', file];
  if (file.endsWith('.go')) return ['go', 'test', `./${folder}`, '-count=1'];
  if (file.endsWith('.rs')) return ['cargo', 'test', '--no-fail-fast', '--test', stem];
  if (file.endsWith('.cs')) return ['dotnet', 'test', '--filter', `FullyQualifiedName~${stem}`];
  if (file.endsWith('.java')) return ['mvn', '--batch-mode', 'test', `-Dtest=${stem}`];
  const text = files.read(join(root, file)) ?? '';
  const imports = (name: string): boolean =>
    new RegExp(`(?:from|require\\()\\s*['"]${name}(?:/[\\w-]+)?['"]`).test(text);
  if (imports('@playwright/test')) {
    return ['npx', 'playwright', 'test', file, '--reporter=json'];
  }
  if (/\.cy\.[jt]sx?$/.test(file)) return ['npx', 'cypress', 'run', '--spec', file];
  if (imports('node:test')) return ['node', '--test', file];
  const { dependencies, has } = readPackageTestSettings(files, root);
  if (imports('vitest') || (dependencies.has('vitest') && !imports('@jest/globals'))) {
    return ['npx', 'vitest', 'run', '--reporter=json', file];
  }
  if (imports('@jest/globals') || dependencies.has('jest') || has('jest')) {
    return ['npx', 'jest', '--json', file];
  }
  return ['node', file];
}
