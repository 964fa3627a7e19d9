import { relative } from 'node:path';
import { realPath } from '../host/trees.ts';
import type { Host } from '../host.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Repository } from './repository.ts';
import { isFine, tryGit } from './run-git.ts';

/**
 * Names of the scenarios that a commit does not have: it lacks their file, or the file does not
 * mention their name. Nothing of the commit is loaded, which its scenarios may no longer survive.
 */
export async function findNewScenarios(
  host: Host,
  { top }: Repository,
  scenarios: readonly Pick<Scenario, 'name' | 'source'>[],
  { commit, signal }: { readonly commit: string; readonly signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const texts = new Map<string, string | null>();
  const found = new Set<string>();
  for (const { name, source } of scenarios) {
    if (source === null) continue;
    if (!texts.has(source.file)) {
      const file = realPath(source.file) ?? source.file;
      const path = relative(top, file).replaceAll('\\', '/');
      const shown = await tryGit(host, ['cat-file', 'blob', `${commit}:${path}`], {
        cwd: top,
        signal,
      });
      texts.set(source.file, isFine(shown) ? shown.stdout : null);
    }
    if (texts.get(source.file)?.includes(source.name) !== true) found.add(name);
  }
  return found;
}
