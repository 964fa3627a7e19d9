import { dirname, relative } from 'node:path';
import type { Scenario } from '../harness/model/scenario.ts';

/**
 * What of the head serves both sides: the folders of the scenarios' files, or single files where
 * such a folder is the project's own and holds the code under test as well.
 */
export function scenarioFolders(
  scenarios: readonly Scenario[],
  projectRoot: string,
): readonly string[] {
  const paths = scenarios.flatMap(({ source, ...scenario }) => {
    const file = source?.file ?? bodyFile(scenario);
    if (file === null) return [];
    const folder = dirname(file);
    return [relative(projectRoot, folder) === '' ? file : folder];
  });
  return [...new Set(paths)];
}

/** Benchmarks of other tools are scenario files too. */
function bodyFile(scenario: Omit<Scenario, 'source'>): string | null {
  if (scenario.kind !== 'function' || !('body' in scenario)) return null;
  const { body } = scenario as { readonly body: { readonly type: string; readonly file?: string } };
  return body.file ?? null;
}
