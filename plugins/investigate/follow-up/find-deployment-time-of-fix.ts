import { type Repository, runGit } from '../code/git-repository.ts';
import type { IncidentDeployment } from '../document/investigation-document.ts';
import { formatTimestamp } from '../outputs/format-investigation-values.ts';
import type { VerifiedFix } from './verify-fix-against-logs.ts';

type Deployment = Omit<IncidentDeployment, 'in_window'>;

/** Dates a ref's deployment: by the deployment of that name or commit, else its commit time. */
export async function resolveFix(
  repository: Repository,
  { ref, commit }: { readonly ref: string; readonly commit: string },
  deployments: readonly Deployment[],
): Promise<VerifiedFix> {
  const text = await runGit(repository, 'show', '--no-patch', '--format=%ct%x00%s', commit);
  const [seconds, subject = ''] = text.trim().split('\u0000');
  const deployed =
    deployments.find(({ name }) => name === ref) ??
    deployments.find((deployment) => isOf(deployment, commit)) ??
    (await firstWith(repository, commit, deployments));
  const common = { fix: `${subject} (${ref})`, commit };
  if (deployed !== null)
    return {
      ...common,
      after: Date.parse(deployed.at),
      note: `in effect since the deployment of ${deployed.name}, ${formatTimestamp(deployed.at)}`,
    };
  const after = Number(seconds) * 1000;
  return {
    ...common,
    after,
    note: 'no deployment contains the fix, so the time of its commit is used',
  };
}

function isOf(deployment: Deployment, commit: string): boolean {
  const named = deployment.commit ?? '';
  return named.length >= 7 && commit.startsWith(named);
}

/** Returns the earliest tag that contains the commit. */
async function firstWith(
  repository: Repository,
  commit: string,
  deployments: readonly Deployment[],
): Promise<Deployment | null> {
  const text = await runGit(
    repository,
    ...['for-each-ref', '--sort=creatordate', '--format=%(refname:short)'],
    ...[`--contains=${commit}`, 'refs/tags'],
  );
  const names = text.split('\n');
  const having = deployments.filter(({ name }) => names.includes(name));
  return having.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))[0] ?? null;
}
