import { type Delivery, deliveriesOf, type NamedDeployment, unknownCommits } from './deliveries.ts';
import {
  type Commit,
  commitsBetween,
  type Repository,
  taggedDeployments,
} from './read-repository.ts';

/** History of a repository over a period, read once and shared by its users. */
export interface History {
  readonly commits: readonly Commit[];
  readonly deployments: readonly NamedDeployment[];
  /** Commits that deployments name and the repository lacks. */
  readonly unknown: ReadonlySet<string>;
  readonly deliveries: readonly Delivery[];
}

/** @param named - Deployments in place of tags; null: tags. */
export async function readHistory(
  repository: Repository,
  named: readonly NamedDeployment[] | null,
  span: { readonly since: number; readonly until: number },
): Promise<History> {
  const commits = await commitsBetween(repository, span.since, span.until);
  const deployments = named ?? (await taggedDeployments(repository));
  const unknown = await unknownCommits(repository, deployments);
  const deliveries = await deliveriesOf(repository, { deployments, unknown, commits }, span);
  return { commits, deployments, unknown, deliveries };
}
