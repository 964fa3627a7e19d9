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
  const known = baselines.length === 0 ? 'there are none yet' : baselines.join(', ');
  const commit = repository === null ? '' : `no commit of the repository ${repository.top}, `;
  const meant = suggestRef(name, refs) || didYouMean(name, baselines);
  const common = {
    message: `"${name}" is ${commit}no baseline (${known}) and no record.${meant}`,
    exitCode: EXIT.baseline,
  };
  if (repository?.isShallow) {
    return new UserError({
      code: 'shallow-clone',
      ...common,
      remedy:
        'This clone is shallow, only its newest commits were fetched: get the rest with "git fetch --unshallow"; on GitHub Actions give actions/checkout "fetch-depth: 0".',
    });
  }
  const list = repository === null ? '' : '"git branch --all" and "git tag" list commits, ';
  return new UserError({
    code: 'side-not-found',
    ...common,
    remedy: `See what there is: ${list}"perf-harness report --list" records, "perf-harness baseline list" baselines.`,
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
