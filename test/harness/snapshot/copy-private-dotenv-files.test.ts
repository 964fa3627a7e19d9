/** Files of variables that git ignores, which a server needs on either side. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;

beforeEach(() => {
  repository = createTestRepository({ '.gitignore': '.env*\n!.env.example\nsecret\n' });
});

async function sides() {
  const snapshots = await openSampleSnapshots(host, repository, {
    base: { type: 'ref', ref: 'v1' },
  });
  const { a, b } = snapshots.moveIntoSlots(0);
  const read = (path: string) =>
    [a, b].map((root) =>
      existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null,
    );
  const findings = [...snapshots.base.findings, ...snapshots.head.findings];
  return { read, findings, difference: snapshots.difference.paths };
}

test('copies them to both sides, next to each package, and reports them once', async () => {
  repository.write({
    '.env': 'PORT=1',
    '.env.local': 'KEY=2',
    'packages/api/package.json': '{"name":"api"}',
    'packages/api/.env': 'PORT=3',
    'docs/.env': 'nobody reads it',
    secret: 'no variables',
    '.environment': 'no variables',
  });
  repository.commit('v1');
  const { read, findings, difference } = await sides();
  expect(read('.env')).toEqual(['PORT=1', 'PORT=1']);
  expect(read('.env.local')).toEqual(['KEY=2', 'KEY=2']);
  expect(read('packages/api/.env')).toEqual(['PORT=3', 'PORT=3']);
  for (const path of ['docs/.env', 'secret', '.environment']) {
    expect(read(path)).toEqual([null, null]);
  }
  expect(findings).toEqual([
    {
      id: 'environment-carried',
      level: 'info',
      message:
        'Git ignores .env, .env.local, packages/api/.env, so v1 and working tree have received those from the project folder, as they stand now.',
    },
  ]);
  expect(difference).toEqual([]);
});

test('leaves alone files of a commit, and packages that did not exist yet', async () => {
  repository.write({ '.env.production': 'A=old' });
  repository.git('add', '--force', '.env.production');
  repository.commit('v1');
  repository.git('rm', '--cached', '--quiet', '.env.production');
  repository.write({
    '.env.production': 'A=new',
    'new/package.json': '{"name":"new"}',
    'new/.env': 'B=1',
  });
  repository.commit('v2');
  const { read, findings } = await sides();
  expect(read('.env.production')).toEqual(['A=old', 'A=new']);
  expect(read('new/.env')).toEqual([null, 'B=1']);
  expect(findings).toMatchObject([
    {
      message:
        'Git ignores .env.production, new/.env, so working tree has received those from the project folder, as they stand now.',
    },
  ]);
});
