import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { readTaggedDeployments } from '../../../../plugins/investigate/code/git-repository.ts';
import { resolveFix } from '../../../../plugins/investigate/follow-up/find-deployment-time-of-fix.ts';
import {
  createDatedRepository,
  INCIDENT_DAY,
} from '../../../support/planted-incident-repository-and-logs.ts';

describe('the deployment time of a fix', () => {
  const folder = createDatedRepository([
    { at: '09:00', message: 'shop', files: { 'a.js': '1\n' }, tag: 'v1' },
    { at: '16:20', message: 'set the pool back', files: { 'a.js': '2\n' } },
    { at: '16:30', message: 'release', files: { 'b.js': '1\n' }, tag: 'v2' },
    { at: '17:00', message: 'not deployed yet', files: { 'a.js': '3\n' } },
  ]);
  const host = createHost({ cwd: folder, env: process.env });
  const repository = { host, folder, signal: new AbortController().signal };
  const fixAt = async (ref: string) => {
    const commit = execFileSync('git', ['rev-parse', `${ref}^{commit}`], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
    return resolveFix(repository, { ref, commit }, await readTaggedDeployments(repository));
  };
  const at = (clock: string): number => Date.parse(`${INCIDENT_DAY}T${clock}:00Z`);

  test('is the time of the tag', async () => {
    expect(await fixAt('v2')).toMatchObject({ after: at('16:30'), fix: 'release (v2)' });
  });

  test('is the first deployment that contains the commit, not the time of the commit', async () => {
    const fix = await fixAt('v2~1');
    expect(fix).toMatchObject({ after: at('16:30'), fix: 'set the pool back (v2~1)' });
    expect(fix.note).toContain('in effect since the deployment of v2');
  });

  test('is the time of a commit that no deployment contains, and is reported as such', async () => {
    const fix = await fixAt('HEAD');
    expect(fix).toMatchObject({ after: at('17:00') });
    expect(fix.note).toContain('no deployment contains the fix');
  });
});
