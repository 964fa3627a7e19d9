/** Both sides are measured with the scenarios of one side, or of the working tree. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { copyMissingFilesToBase } from '../../../harness/snapshot/common-folders-and-files-missing-in-base.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  createTestRepository,
  expectError,
  openSampleSnapshots,
  type SampleRepository,
  writeInto,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;

beforeEach(() => {
  repository = createTestRepository({ 'lib/x.js': 'one' });
  repository.commit('v1');
});

const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');

describe('the scenarios of the head', () => {
  test('are laid over the base in whole folders, and the rest stays', async () => {
    repository.write({ 'scenarios/a.ts': 'old', 'scenarios/gone.ts': 'old' });
    repository.commit('v2');
    repository.write({
      'scenarios/a.ts': 'new',
      'scenarios/b.ts': 'new',
      'scenarios/gone.ts': null,
    });
    repository.write({ 'lib/x.js': 'two' });
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
      overlay: ['scenarios'],
    });
    const { a } = snapshots.moveIntoSlots(0);
    expect(readdirSync(join(a, 'scenarios'))).toEqual(['a.ts', 'b.ts']);
    expect([read(a, 'scenarios/a.ts'), read(a, 'lib/x.js')]).toEqual(['new', 'one']);
    expect(snapshots.difference.paths).toEqual(['lib/x.js']);
    expect(snapshots.base.findings).toMatchObject([{ id: 'scenarios-of-head', level: 'info' }]);
    expect(snapshots.base.findings[0]?.message).toContain('scenarios/a.ts, scenarios/gone.ts');
  });

  test('bring the files that they name to a base that lacks them', async () => {
    repository.write({ 'lib/x.js': 'one' });
    repository.commit('v2');
    repository.write({ 'lib/x.js': 'two', 'bench/server.js': 'server', 'bench/other.js': '' });
    repository.write({ 'data/a/b.json': 'data' });
    const named = ['bench/server.js', 'lib/x.js', 'lib/none.js', 'bench', '../x.js'];
    const snapshots = await openSampleSnapshots(host, repository, {
      base: { type: 'ref', ref: 'v2' },
      carry: [...named, 'bench/server.js'].map((path) => join(repository.root, path)),
      carryPatterns: ['data/**'],
    });
    const { a } = snapshots.moveIntoSlots(0);
    expect([read(a, 'bench/server.js'), read(a, 'lib/x.js')]).toEqual(['server', 'one']);
    expect(readdirSync(join(a, 'bench'))).toEqual(['server.js']);
    expect(snapshots.difference.paths).not.toContain('bench/server.js');
    expect(read(a, 'data/a/b.json')).toBe('data');
    expect(snapshots.base.findings).toMatchObject([{ id: 'files-carried', level: 'warning' }]);
    expect(snapshots.base.findings[0]?.message).toContain(
      'v2 does not contain bench/server.js, data/a/b.json, which',
    );
    expect(snapshots.head.findings).toEqual([]);
  });

  test.each([['bench'], ['bench/**'], ['bench/a/b.js']])(
    'bring the files of %s that are to be carried',
    async (place) => {
      const [base, head] = [join(repository.root, '../base'), join(repository.root, '../head')];
      writeInto(base, { 'bench/mine.js': 'old' });
      writeInto(head, { 'bench/mine.js': 'new', 'bench/a/b.js': 'new', 'other.js': '' });
      const carry = { projectRoot: head, head, base, label: 'v2', paths: [], patterns: [place] };
      const found = await copyMissingFilesToBase(host, carry, new AbortController().signal);
      expect([read(base, 'bench/mine.js'), read(base, 'bench/a/b.js')]).toEqual(['old', 'new']);
      expect(found[0]?.message).toContain('v2 does not contain bench/a/b.js, which');
    },
  );

  test('come from the working tree for both sides when the head does not have them', async () => {
    repository.write({ 'lib/x.js': 'two' });
    repository.commit('v2');
    repository.write({ 'my.scenario.ts': 'mine', ignored: 'ignored' });
    const snapshots = await openSampleSnapshots(host, repository, {
      head: { type: 'ref', ref: 'v2' },
      overlay: [join(repository.root, 'my.scenario.ts'), 'ignored'],
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    for (const side of [a, b]) {
      expect([read(side, 'my.scenario.ts'), read(side, 'ignored')]).toEqual(['mine', 'ignored']);
    }
  });

  test('come from the working tree on both sides when requested', async () => {
    repository.write({ 'scenarios/a.ts': 'old', 'scenarios/gone.ts': 'old', 'lib/x.js': 'two' });
    repository.commit('v2');
    repository.write({ 'scenarios/a.ts': 'newer', 'lib/x.js': 'three' });
    repository.commit('v3');
    repository.write({
      'scenarios/a.ts': 'mine',
      'scenarios/fresh.ts': 'mine',
      'scenarios/gone.ts': null,
      'lib/x.js': 'four',
      'bench/lone.ts': 'mine',
    });
    const request = {
      base: { type: 'ref', ref: 'v2' },
      head: { type: 'ref', ref: 'v3' },
      overlay: ['scenarios', join(repository.root, 'bench/lone.ts')],
    } as const;
    const snapshots = await openSampleSnapshots(host, repository, {
      ...request,
      overlayFrom: 'project',
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    for (const side of [a, b]) {
      expect(readdirSync(join(side, 'scenarios'))).toEqual(['a.ts', 'fresh.ts']);
      expect(read(side, 'scenarios/a.ts')).toBe('mine');
      expect(read(side, 'bench/lone.ts')).toBe('mine');
    }
    expect([read(a, 'lib/x.js'), read(b, 'lib/x.js')]).toEqual(['two', 'three']);
    expect(snapshots.difference.paths).toEqual(['lib/x.js']);
    expect(snapshots.base.findings).toMatchObject([{ id: 'scenarios-of-tree', level: 'info' }]);
    expect(snapshots.base.findings[0]?.message).toContain('scenarios/a.ts');
    // Uncommitted scenarios are measured all the same, so the finding is about other files.
    const [dirty, ...others] = snapshots.head.findings;
    expect(others).toEqual([]);
    expect(dirty).toMatchObject({ id: 'dirty-tree', remedy: expect.stringContaining('Commit') });
    expect(dirty?.remedy).not.toContain('head');
    expect(dirty?.message).toMatch(/^lib\/x\.js has changed/);
  });

  test('cannot be outside the project or missing', async () => {
    const paths = { '/etc/hostname': 'outside-project', '../x.ts': 'outside-project' };
    for (const [path, code] of Object.entries({ ...paths, 'nowhere.ts': 'not-found' })) {
      expect(
        await expectError(openSampleSnapshots(host, repository, { overlay: [path] })),
      ).toMatchObject({ code: `scenario-${code}` });
      expect(readdirSync(join(repository.cache, 'snapshots'))).toEqual([]);
    }
  });
});
