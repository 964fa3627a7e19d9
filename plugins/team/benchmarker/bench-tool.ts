import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
import { readTeamManifest } from '../manifest.ts';

/** How a project that has no scenario is measured, by what is found in it (TPB-02). */
export type BenchTool =
  | {
      readonly kind: 'command';
      readonly tool: 'vitest' | 'jest' | 'criterion' | 'go' | 'make';
      readonly argv: readonly string[];
      /** File that shows it, from the root. */
      readonly marker: string;
    }
  | {
      /** What the build leaves is weighed. */
      readonly kind: 'output size';
      readonly tool: 'vite' | 'webpack';
      readonly argv: readonly string[];
      readonly marker: string;
    }
  /** A command of the user's is timed as a whole. */
  | { readonly kind: 'timed execution' };

type Look = Pick<Files, 'read' | 'glob'>;

const SCRIPT = '{js,ts,mjs,mts,cjs,cts,jsx,tsx}';

/** The first that is found; tests of speed before builds, since they say more. */
export function findBenchTool(files: Look, root: string): BenchTool {
  const { packages } = readTeamManifest(files.read(join(root, 'package.json')));
  const has = (pattern: string): boolean => files.glob(pattern, root).length > 0;
  const shown = (file: string, form: RegExp): boolean =>
    form.test(files.read(join(root, file)) ?? '');
  const command = (
    tool: Extract<BenchTool, { kind: 'command' }>['tool'],
    marker: string,
    ...argv: readonly string[]
  ): BenchTool => ({ kind: 'command', tool, argv, marker });
  if (packages.has('vitest') && has(`**/*.{bench,benchmark}.${SCRIPT}`)) {
    return command('vitest', 'package.json', 'npx', 'vitest', 'bench', '--run');
  }
  if (packages.has('jest') && has(`**/*.{perf,bench}.{test,spec}.${SCRIPT}`)) {
    const pattern = '\\.(perf|bench)\\.(test|spec)\\.';
    return command('jest', 'package.json', 'npx', 'jest', '--testPathPatterns', pattern);
  }
  for (const tool of ['vite', 'webpack'] as const) {
    if (!packages.has(tool)) continue;
    return { kind: 'output size', tool, argv: ['npm', 'run', 'build'], marker: 'package.json' };
  }
  if (shown('Cargo.toml', /^\s*criterion\s*=|^\[dev-dependencies\.criterion\]/mu)) {
    return command('criterion', 'Cargo.toml', 'cargo', 'bench');
  }
  if (shown('go.mod', /^module\s/mu)) {
    return command('go', 'go.mod', 'go', 'test', '-run', '^$', '-bench', '.', './...');
  }
  if (shown('Makefile', /^bench\s*:/mu)) return command('make', 'Makefile', 'make', 'bench');
  return { kind: 'timed execution' };
}
