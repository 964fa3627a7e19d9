import {
  type Delivery,
  findUnknownCommits,
  listDeliveries,
  type NamedDeployment,
} from './deployed-commit-ranges.ts';
import {
  type Commit,
  listCommits,
  type Repository,
  readTaggedDeployments,
} from './git-repository.ts';

/** History of a repository over a period, read once and shared by its users. */
export interface RepositoryHistory {
  readonly commits: readonly Commit[];
  readonly deployments: readonly NamedDeployment[];
  /** Commits that deployments name and the repository lacks. */
  readonly unknown: ReadonlySet<string>;
  readonly deliveries: readonly Delivery[];
}

/** @param named - Deployments in place of tags; null: tags. */
export async function readRepositoryHistory(
  repository: Repository,
  named: readonly NamedDeployment[] | null,
  span: { readonly since: number; readonly until: number },
): Promise<RepositoryHistory> {
  const commits = await listCommits(repository, span.since, span.until);
  const deployments = named ?? (await readTaggedDeployments(repository));
  const unknown = await findUnknownCommits(repository, deployments);
  const deliveries = await listDeliveries(repository, { deployments, unknown, commits }, span);
  return { commits, deployments, unknown, deliveries };
}
