import { relative } from 'node:path';
import type { Files } from '../host/files.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { INVALID } from './read-definition.ts';
import type { Mistake } from './schema/mistake.ts';

/**
 * Folders that scenarios are to run in and that are not there. A program that is started in such a
 * one fails as if the program itself were missing. What `prepare` may still make is not looked for.
 */
export function checkFolders(
  files: Files,
  scenarios: readonly Scenario[],
  folder: string,
): readonly Mistake[] {
  const missing = new Map<string, boolean>();
  const isMissing = (path: string): boolean => {
    const known = missing.get(path) ?? !files.isFolder(path);
    missing.set(path, known);
    return known;
  };
  const mistakes = new Map<string, Mistake>();
  for (const { source, prepare, ...scenario } of scenarios) {
    if (source === null || prepare !== null) continue;
    const server = 'server' in scenario ? scenario.server : null;
    const key = isMissing(scenario.cwd)
      ? { name: 'cwd', path: scenario.cwd }
      : server !== null && isMissing(server.cwd)
        ? { name: 'server.cwd', path: server.cwd }
        : null;
    if (key === null) continue;
    const where = [relative(folder, source.file), `scenario "${source.name}"`, key.name];
    const problem = `there is no folder ${relative(folder, key.path)}; it is meant from the folder of the scenario's file`;
    mistakes.set(where.join(' '), { code: INVALID, where, problem });
  }
  return [...mistakes.values()];
}
