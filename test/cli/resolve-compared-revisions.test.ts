/** Meaning of the names on the command line of `compare`. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readComparedSides } from '../../cli/commands/compare/read-compared-sides.ts';
import { createHost } from '../../harness/host.ts';
import { loadConfig } from '../../harness/scenario/project-config.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { withUnguardedGit } from '../support/run-git-without-process-guardian.ts';

const { signal } = new AbortController();

describe('names given to `compare`', () => {
  const { root } = createLiveProject();
  writeFiles(root, {
    'record.json': '{"schema":"perf-harness/run/1"',
    'notes/latest': 'nothing',
  });
  const host = withUnguardedGit({ ...createHost(), cwd: root });
  const read = async (...names: readonly string[]) =>
    readComparedSides(host, await loadConfig(host, root), names, {}, signal);

  it.each([
    'scenarios/work.ts',
    './scenarios/work.ts',
    join(root, 'scenarios/work.ts'),
    'scenarios/',
    './scenarios/../scenarios/',
    'scenarios/*.ts',
    'work',
  ])('select scenarios when they follow a commit: %s', async (target) => {
    const sides = await read('main', target);
    expect(sides).toMatchObject({ type: 'live', sides: { base: { type: 'ref', ref: 'main' } } });
    if (sides.type !== 'live' || sides.sides.type !== 'code') throw new Error('not live');
    // A path that is written as a folder is a side of its own.
    const isSide = sides.sides.head.type === 'folder';
    expect(sides.targets).toEqual(isSide ? [] : [target]);
    expect(isSide).toBe(target.startsWith('./') && target.endsWith('/'));
  });

  it('mean a commit before a baseline unless a prefix says which', async () => {
    writeFiles(root, { '.perf-harness/baselines/main.json': '{}' });
    expect(await read('main')).toMatchObject({ sides: { base: { type: 'ref', ref: 'main' } } });
    expect(await read('git:main')).toMatchObject({ sides: { base: { type: 'ref' } } });
    expect(await read('baseline:main')).toMatchObject({ type: 'stored', base: 'main' });
  });

  it('select no run file after a commit, damaged or not', async () => {
    await expect(read('main', 'record.json')).rejects.toMatchObject({ code: 'mixed-sides' });
    await expect(read('main', './record.json')).rejects.toMatchObject({ code: 'mixed-sides' });
  });

  it.each(['mian', 'scenarios/gone.json', 'HEAD~7'])('match no side "%s"', async (name) => {
    const error = { code: 'side-not-found', exitCode: 6 };
    await expect(read(name)).rejects.toMatchObject(error);
    await expect(read(name, 'work')).rejects.toMatchObject(error);
  });

  it('give the same error when a missing name is marked as a commit', async () => {
    const error = { code: 'ref-not-found', exitCode: 6 };
    await expect(read('git:mian')).rejects.toMatchObject(error);
    await expect(read('main', 'git:mian')).rejects.toMatchObject(error);
    const nowhere = { ...createHost(), cwd: createProject() };
    const names = ['git:main'];
    await expect(
      readComparedSides(nowhere, await loadConfig(nowhere, nowhere.cwd), names, {}, signal),
    ).rejects.toMatchObject({ code: 'not-a-repository', exitCode: 6 });
  });
});
