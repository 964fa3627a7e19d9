/** Chooses the tests to run for a fault: those that load its file, nearest first. */
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { findDependents, readImporters } from '../import-graph.ts';

/** Most tests; tests further away in the import graph would rarely notice a fault first. */
const MOST = 40;

const importers = readImporters();

export interface ChosenTests {
  /** Tests in the folder that mirrors that of the file. */
  readonly own: readonly string[];
  readonly others: readonly string[];
}

export function chooseFaultTests(file: string): ChosenTests {
  const own = globSync(`test/${dirname(file)}/*.test.ts`).sort();
  // Among equally near tests, those in parent folders come first.
  const folders = `test/${file}`.split('/');
  const inCommon = (path: string): number =>
    path.split('/').findIndex((part, index) => part !== folders[index]);
  const others = [...findDependents([file], importers)]
    .filter(([path]) => path.endsWith('.test.ts') && !own.includes(path))
    .sort(
      ([a, dependent], [b, other]) =>
        dependent - other || inCommon(b) - inCommon(a) || (a < b ? -1 : 1),
    )
    .slice(0, MOST)
    .map(([path]) => path);
  return { own, others };
}
