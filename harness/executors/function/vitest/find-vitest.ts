import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type FoundVitest =
  | {
      readonly type: 'found';
      readonly program: string;
      /** True for versions 1 to 4, which are run in a different way. */
      readonly isOlder: boolean;
    }
  | { readonly type: 'missing'; readonly problem: string; readonly remedy: string };

/** From this version on, `bench` belongs to the context of a test and results are in the JSON. */
const BY_TESTS = 5;
/** Earlier versions only print benchmark results, for people to read. */
const OLDEST_MAJOR = 1;

/** Resolves vitest from the file itself, so that the project's own version is used. */
export function findVitest(file: string): FoundVitest {
  const load = createRequire(file);
  let path: string;
  try {
    path = load.resolve('vitest/package.json');
  } catch {
    const problem = `${file} needs vitest, but vitest is not installed in its project`;
    return {
      type: 'missing',
      problem,
      remedy: 'Install vitest in that project: npm install --save-dev vitest',
    };
  }
  const { version, bin } = load(path) as { version: string; bin: Record<string, string> };
  const major = Number.parseInt(version, 10);
  if (major < OLDEST_MAJOR) {
    const problem = `${file} uses vitest ${version}, whose benchmarks are not supported`;
    return {
      type: 'missing',
      problem,
      remedy: `Update vitest: npm install --save-dev vitest@^${BY_TESTS}`,
    };
  }
  const program = join(dirname(path), bin.vitest ?? 'vitest.mjs');
  return { type: 'found', program, isOlder: major < BY_TESTS };
}
