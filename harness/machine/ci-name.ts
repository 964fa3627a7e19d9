/** Variable that a CI service sets in every job, and the service's name. The first match wins. */
const SERVICES: readonly (readonly [variable: string, name: string])[] = [
  // Forgejo and Gitea set GitHub's variables as well, for the sake of its actions.
  ['FORGEJO_ACTIONS', 'Forgejo Actions'],
  ['GITEA_ACTIONS', 'Gitea Actions'],
  ['GITHUB_ACTIONS', 'GitHub Actions'],
  ['GITLAB_CI', 'GitLab CI'],
  ['CIRCLECI', 'CircleCI'],
  ['BUILDKITE', 'Buildkite'],
  ['JENKINS_URL', 'Jenkins'],
  ['TF_BUILD', 'Azure Pipelines'],
  ['TEAMCITY_VERSION', 'TeamCity'],
  ['BITBUCKET_BUILD_NUMBER', 'Bitbucket Pipelines'],
  ['CODEBUILD_BUILD_ID', 'AWS CodeBuild'],
  ['TRAVIS', 'Travis CI'],
  ['APPVEYOR', 'AppVeyor'],
  ['DRONE', 'Drone'],
  ['SEMAPHORE', 'Semaphore'],
  ['CIRRUS_CI', 'Cirrus CI'],
  ['CI_PIPELINE_ID', 'unknown CI'],
  ['CI', 'unknown CI'],
];

/** Name of the CI service that this runs under; null outside of one. */
export function ciName(env: Readonly<Record<string, string | undefined>>): string | null {
  const isSet = (variable: string): boolean => {
    const value = env[variable]?.toLowerCase();
    return value !== undefined && value !== '' && value !== '0' && value !== 'false';
  };
  return SERVICES.find(([variable]) => isSet(variable))?.[1] ?? null;
}
