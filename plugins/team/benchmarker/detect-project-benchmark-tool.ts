import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
import { readTeamManifest } from '../read-package-manifest.ts';

/** A command that measures a project without scenarios, by the tool that it belongs to (TPB-02). */
export interface BenchTool {
  readonly tool: 'vitest' | 'jest' | 'criterion' | 'go' | 'make' | 'vite' | 'webpack';
  readonly argv: readonly string[];
}

type Look = Pick<Files, 'read' | 'glob'>;

const SCRIPT = '{js,ts,mjs,mts,cjs,cts,jsx,tsx}';

/** Returns the first tool found, null if none; benchmarks come first, as they tell more. */
export function findBenchTool(files: Look, root: string): BenchTool | null {
  const { packages } = readTeamManifest(files.read(join(root, 'package.json')));
  const has = (pattern: string): boolean => files.glob(pattern, root).length > 0;
  const shown = (file: string, form: RegExp): boolean =>
    form.test(files.read(join(root, file)) ?? '');
  const command = (tool: BenchTool['tool'], ...argv: readonly string[]): BenchTool => ({
    tool,
    argv,
  });
  if (packages.has('vitest') && has(`**/*.{bench,benchmark}.${SCRIPT}`)) {
    return command('vitest', 'npx', 'vitest', 'bench', '--run');
  }
  if (packages.has('jest') && has(`**/*.{perf,bench}.{test,spec}.${SCRIPT}`)) {
    const pattern = '\\.(perf|bench)\\.(test|spec)\\.';
    return command('jest', 'npx', 'jest', '--testPathPatterns', pattern);
  }
  // The size of the build output is measured.
  for (const tool of ['vite', 'webpack'] as const)
    if (packages.has(tool)) return command(tool, 'npm', 'run', 'build');
  if (shown('Cargo.toml', /^\s*criterion\s*=|^\[dev-dependencies\.criterion\]/mu)) {
    return command('criterion', 'cargo', 'bench');
  }
  if (shown('go.mod', /^module\s/mu)) {
    return command('go', 'go', 'test', '-run', '^$', '-bench', '.', './...');
  }
  if (shown('Makefile', /^bench\s*:/mu)) return command('make', 'make', 'bench');
  return null;
}
