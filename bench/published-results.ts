import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedBench } from './bench-result.ts';
import { ROOT } from './built-package.ts';

/** Benches in the order of the page. */
export const BENCHES = [
  'function',
  'command',
  'http',
  'startup',
  'installation',
  'first-pair',
  'transformed',
  'overhead',
  'code',
  'observing',
  'profiling',
  'profile-files',
  'instructions',
  'real-changes',
  'k6',
  'k6-examples',
  'pages',
  'profile-diff',
  'verdicts',
  'bisect',
  'explain',
  'map',
  'codemods',
  'noise-patches',
  'evaluation',
  'evaluation-traps',
  'kills',
  'incidents',
  'investigations',
  'team',
  'loop',
  'suite',
  'suite-peers',
  'screening',
] as const;

/** Results with pages of their own. */
const ON_OTHER_PAGES: readonly string[] = ['codemods', 'evaluation'];

/** Latest results of the benches on the page about performance, by name. */
export function readPublishedResults(): readonly (PublishedBench & { readonly name: string })[] {
  return BENCHES.filter((name) => !ON_OTHER_PAGES.includes(name)).flatMap((name) => {
    const file = join(ROOT, `bench/results/${name}.json`);
    if (!existsSync(file)) return [];
    return [{ name, ...(JSON.parse(readFileSync(file, 'utf8')) as PublishedBench) }];
  });
}
