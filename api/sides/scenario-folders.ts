import { dirname, resolve } from 'node:path';
import { pathInside } from '../../harness/host/path-inside.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/config.ts';

/** Signs of a pattern that names files, not a folder. */
const PATTERN = /[*?[\]{}]/u;

/**
 * What of the head serves both sides: the folders that hold scenarios by the configuration, with all
 * that lies in them. Of a scenario that lies elsewhere only its file: beside it lies the code under
 * test, which is what the sides are to differ in.
 */
export function scenarioFolders(
  scenarios: readonly Scenario[],
  { root, scenarios: configured }: Pick<Config, 'root' | 'scenarios'>,
): readonly string[] {
  const folders = configured
    .filter((entry) => !PATTERN.test(entry))
    .map((entry) => resolve(root, entry))
    // The project itself is no folder of scenarios.
    .filter((folder) => pathInside(folder, root) === null);
  const paths = scenarios.flatMap((scenario) => {
    const file = fileOf(scenario);
    if (file === null) return [];
    const isAmongScenarios = folders.some((folder) => pathInside(folder, dirname(file)) !== null);
    return [isAmongScenarios ? dirname(file) : file];
  });
  return [...new Set(paths)];
}

/** Benchmarks of other tools are scenario files too. */
function fileOf(scenario: Scenario): string | null {
  if (scenario.source !== null) return scenario.source.file;
  if (scenario.kind !== 'function' || scenario.body.type === 'scenario') return null;
  return scenario.body.file;
}
