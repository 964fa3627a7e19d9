import { describe, expect, it } from 'vitest';
import { mergeTarget } from '../../../../harness/snapshot/git/ci-merge-target.ts';

const SHA = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);

describe('mergeTarget', () => {
  it('returns nothing outside pull and merge requests', () => {
    expect(mergeTarget({})).toBeNull();
    expect(mergeTarget({ GITHUB_BASE_REF: '', CI_MERGE_REQUEST_DIFF_BASE_SHA: '' })).toBeNull();
  });

  it.for([
    ['GITHUB_BASE_REF', 'main', 'GitHub'],
    ['CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'develop', 'GitLab'],
    ['BITBUCKET_PR_DESTINATION_BRANCH', 'main', 'Bitbucket'],
    ['BUILDKITE_PULL_REQUEST_BASE_BRANCH', 'main', 'Buildkite'],
    ['CHANGE_TARGET', 'release/2', 'Jenkins'],
    ['CIRRUS_BASE_BRANCH', 'main', 'Cirrus CI'],
    ['DRONE_TARGET_BRANCH', 'main', 'Drone'],
  ] as const)('reads the branch from %s', ([variable, branch, service]) => {
    expect(mergeTarget({ [variable]: branch })).toEqual({
      type: 'branch',
      branch,
      how: `${variable} of ${service}`,
    });
  });

  it('reads the branch from the full name that Azure gives', () => {
    const env = { SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/release/2' };
    expect(mergeTarget(env)).toMatchObject({ branch: 'release/2' });
  });

  it('prefers the newest commit of the target in a merged-results pipeline', () => {
    const env = {
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: SHA,
    };
    expect(mergeTarget(env)).toMatchObject({ type: 'commit', commit: SHA });
    expect(mergeTarget({ ...env, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: OTHER })).toMatchObject({
      type: 'commit',
      commit: OTHER,
    });
  });

  it('ignores a value that is not a commit', () => {
    const env = { CI_MERGE_REQUEST_DIFF_BASE_SHA: '--upload-pack=x', GITHUB_BASE_REF: 'main' };
    expect(mergeTarget(env)).toMatchObject({ type: 'branch', branch: 'main' });
  });
});
