import type { IncidentDeployment } from '../document/investigation-document.ts';
import type { ChangeOrigin } from '../infrastructure/changed-configuration-settings.ts';
import {
  type Commit,
  hasCommit,
  listCommits,
  type Repository,
  readTaggedDeployments,
  runGit,
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

/** A deployment, before anything is known of when it began. */
export type NamedDeployment = Omit<IncidentDeployment, 'in_window'>;

/** Range of commits that was deployed, or committed, at one moment. */
export interface Delivery extends ChangeOrigin {
  readonly from: string;
  readonly to: string;
}

/** Configuration is the other analyser's. */
export const CONFIGURATION_PATTERN =
  /\.(?:ya?ml|toml|env|ini|conf|properties)$|(?:^|\/)\.env|(?:^|\/)config[^/]*\/[^/]+\.json$/iu;
/**
 * Deployed commits take effect with their deployment, each compared with the previous deployment.
 * Single commits are used only where no deployment is known.
 */
async function listDeliveries(
  repository: Repository,
  {
    deployments,
    unknown,
    commits,
  }: {
    readonly deployments: readonly NamedDeployment[];
    readonly unknown: ReadonlySet<string>;
    readonly commits: readonly Commit[];
  },
  { since, until }: { readonly since: number; readonly until: number },
): Promise<readonly Delivery[]> {
  const known = deployments
    .filter(({ commit }) => commit !== null && !unknown.has(commit))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const deliveries: Delivery[] = [];
  for (const [index, { name, at, commit }] of known.entries()) {
    const moment = Date.parse(at);
    const before = known[index - 1]?.commit ?? null;
    if (!(moment >= since && moment <= until) || commit === null) continue;
    const from = before ?? (await parentOf(repository, commit));
    if (from !== null && from !== commit)
      deliveries.push({ from, to: commit, at, commit, deployment: name });
  }
  if (deliveries.length > 0) return deliveries;
  for (const { commit, at } of commits) {
    const from = await parentOf(repository, commit);
    if (from !== null) deliveries.push({ from, to: commit, at, commit, deployment: null });
  }
  return deliveries;
}

/** Commits of deployments that the repository lacks: a shallow clone, or history that was written anew. */
async function findUnknownCommits(
  repository: Repository,
  deployments: readonly NamedDeployment[],
): Promise<ReadonlySet<string>> {
  const unknown = new Set<string>();
  for (const commit of new Set(deployments.flatMap((deployment) => deployment.commit ?? []))) {
    if (!(await hasCommit(repository, commit))) unknown.add(commit);
  }
  return unknown;
}

async function parentOf(repository: Repository, commit: string): Promise<string | null> {
  const text = await runGit(repository, 'rev-list', '--max-count=1', '--parents', commit);
  return text.trim().split(' ')[1] ?? null;
}
