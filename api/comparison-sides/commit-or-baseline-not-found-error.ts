import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { findRepository, type Repository } from '../../harness/snapshot/git/git-repository.ts';
import { refNames, suggestRef } from '../../harness/snapshot/git/resolve-ref.ts';

/** Returns the error for a name that is neither a commit nor anything stored. */
export async function createUnknownSideError(
  host: Host,
  { root, stateFolder }: Pick<Config, 'root' | 'stateFolder'>,
  name: string,
  signal: AbortSignal,
): Promise<UserError> {
  const repository = await repositoryOf(host, root, signal);
  const refs = repository === null ? [] : await refNames(host, repository, signal);
  const baselines = createBaselineStore(host, stateFolder)
    .list()
    .map((baseline) => baseline.name);
  const known = baselines.length === 0 ? 'none saved yet' : baselines.join(', ');
  const commit = repository === null ? '' : `a commit of the repository ${repository.top}, `;
  const meant = suggestRef(name, refs) || didYouMean(name, baselines);
  const common = {
    message: `"${name}" is not ${commit}a baseline (${known}) or a record.${meant}`,
    exitCode: EXIT.baseline,
  };
  if (repository?.isShallow) {
    return new UserError({
      code: 'shallow-clone',
      ...common,
      remedy:
        'This clone is shallow: run "git fetch --unshallow" to get the other commits; on GitHub Actions, set "fetch-depth: 0" for actions/checkout.',
    });
  }
  const list = repository === null ? '' : 'commits ("git branch --all", "git tag"), ';
  return new UserError({
    code: 'side-not-found',
    ...common,
    remedy: `List the available ${list}records ("perf-harness report --list") and baselines ("perf-harness baseline list").`,
  });
}

/** Returns the repository of a folder; null: there is none, or git is not installed. */
async function repositoryOf(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<Repository | null> {
  try {
    return await findRepository(host, root, signal);
  } catch (error) {
    if (error instanceof UserError && error.code === 'git-missing') return null;
    throw error;
  }
}
