/** Target that the head is to be merged into, as the CI service states it. */
export type MergeTarget =
  | { readonly type: 'commit'; readonly commit: string; readonly how: string }
  | { readonly type: 'branch'; readonly branch: string; readonly how: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of GitLab with a commit, preferably of the target that a merged result includes. */
const COMMIT_VARIABLES = [
  'CI_MERGE_REQUEST_TARGET_BRANCH_SHA',
  'CI_MERGE_REQUEST_DIFF_BASE_SHA',
] as const;

/** Variables with the target branch of a pull request; empty outside of one. */
const BRANCH_VARIABLES: readonly (readonly [variable: string, service: string])[] = [
  // Forgejo and Gitea also set it.
  ['GITHUB_BASE_REF', 'GitHub'],
  ['CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'GitLab'],
  ['BITBUCKET_PR_DESTINATION_BRANCH', 'Bitbucket'],
  ['BUILDKITE_PULL_REQUEST_BASE_BRANCH', 'Buildkite'],
  ['SYSTEM_PULLREQUEST_TARGETBRANCH', 'Azure Pipelines'],
  ['CHANGE_TARGET', 'Jenkins'],
  ['CIRRUS_BASE_BRANCH', 'Cirrus CI'],
  ['DRONE_TARGET_BRANCH', 'Drone'],
];

const COMMIT = /^[0-9a-f]{40,64}$/u;

/** Reads the merge target from the variables of a CI job; null outside of pull requests. */
export function mergeTarget(env: Environment): MergeTarget | null {
  for (const variable of COMMIT_VARIABLES) {
    const commit = env[variable] ?? '';
    if (COMMIT.test(commit)) return { type: 'commit', commit, how: `GitLab ${variable}` };
  }
  for (const [variable, service] of BRANCH_VARIABLES) {
    // Azure gives the full reference name.
    const branch = env[variable]?.replace(/^refs\/heads\//u, '') ?? '';
    if (branch !== '') return { type: 'branch', branch, how: `${variable} of ${service}` };
  }
  return null;
}
