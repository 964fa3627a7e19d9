/** Checks before the first phase of a loop, on real repositories. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitProject } from '../../support/git-project.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  LOOP_FOLDER,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

const CYCLES = [{ baseline: 6300, final: 400 }];

function loop(root: string, request: Parameters<typeof runOptimizationLoop>[2] = {}) {
  const { workers, calls } = createScriptedWorkers(CYCLES);
  return { calls, ended: runOptimizationLoop(root, workers, request) };
}

async function refused(root: string, message: string): Promise<void> {
  const { ended, calls } = loop(root);
  await expect(ended).rejects.toMatchObject({ message, exitCode: 8 });
  expect(calls).toEqual([]);
  // Leaves nothing behind that could block the next start.
  expect(existsSync(join(root, LOOP_FOLDER))).toBe(false);
}

const DIRTY = 'commit or stash changes first';

describe('the preflight check', () => {
  it('OPT-06: refuses a changed tracked file, staged or not', async () => {
    const project = createOptimizeProject();
    const file = join(project.root, 'src/users.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}// changed\n`);
    await refused(project.root, DIRTY);
    project.git('add', '--all');
    await refused(project.root, DIRTY);
  });

  it('OPT-06: refuses an untracked source file, and a missing tracked file', async () => {
    const untracked = createOptimizeProject();
    writeFileSync(join(untracked.root, 'src/new.ts'), 'export {};\n');
    await refused(untracked.root, DIRTY);
    const gone = createOptimizeProject();
    gone.git('rm', '--quiet', 'src/users.ts');
    await refused(gone.root, DIRTY);
  });

  it('OPT-07: refuses a project without tests', async () => {
    const project = createOptimizeProject({ 'package.json': '{"type":"module"}' });
    await refused(project.root, 'tests required for safe optimization');
  });

  it('OPT-08: refuses a project whose stack nothing shows', async () => {
    const project = createGitProject();
    project.commit('first', { 'src/users.zig': 'pub fn listUsers() void {}\n' });
    await refused(
      project.root,
      `cannot detect the stack of ${project.root}: found none of package.json, deno.json, pyproject.toml, requirements.txt, setup.py, go.mod, Cargo.toml, pom.xml, build.gradle, build.gradle.kts`,
    );
  });
});

describe('the start of a loop', () => {
  it('OPT-06: ignores the contents of its own folders, and succeeds again after an interruption', async () => {
    const project = createOptimizeProject();
    for (const folder of ['.optimization/other', '.perf-harness/runs']) {
      mkdirSync(join(project.root, folder), { recursive: true });
      writeFileSync(join(project.root, folder, 'state.json'), '{}');
    }
    const { workers } = createScriptedWorkers(CYCLES);
    const interrupt = new AbortController();
    const generate: typeof workers.generate = async () => {
      interrupt.abort(new Error('stopped'));
      throw new Error('stopped');
    };
    await expect(
      runOptimizationLoop(project.root, { ...workers, generate }, {}, { signal: interrupt.signal }),
    ).rejects.toThrow('stopped');
    const { ended, calls } = loop(project.root, { resume: true });
    expect((await ended).exitCode).toBe(0);
    // The loop resumes where it was interrupted: earlier phases are not repeated.
    expect(calls[0]).toMatch(/^generate/u);
    expect(readFileSync(join(project.root, '.optimization/.gitignore'), 'utf8')).toBe('*\n');
    expect(project.git('status', '--porcelain')).toBe('?? .perf-harness/');
  });

  it('OPT-06: allows untracked files that nothing needs, and names them', async () => {
    const project = createOptimizeProject();
    for (const path of ['notes.md', 'scratch.js', 'src/result.csv']) {
      writeFileSync(join(project.root, path), 'x\n');
    }
    const told: string[] = [];
    const { workers } = createScriptedWorkers(CYCLES);
    const ended = runOptimizationLoop(
      project.root,
      workers,
      {},
      { tell: (text) => told.push(text) },
    );
    expect((await ended).exitCode).toBe(0);
    expect(told.join('\n')).toContain(
      'Files left out because they are uncommitted and nothing references them: notes.md, scratch.js, src/result.csv',
    );
  });

  it('OPT-06: refuses an untracked file that a committed file names, or that is found by its location', async () => {
    for (const path of ['rows.csv', 'scenarios/list.ts', '.npmrc']) {
      const project = createOptimizeProject();
      project.commit('reads', { 'src/rows.ts': "export const rows = './rows.csv';\n" });
      mkdirSync(join(project.root, 'scenarios'), { recursive: true });
      writeFileSync(join(project.root, path), '\n');
      await refused(project.root, DIRTY);
    }
  });

  it('begins anew without a question after a loop that failed before anything was tried', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers(CYCLES);
    const profile: typeof workers.profile = () => Promise.reject(new Error('no such table'));
    await runOptimizationLoop(root, { ...workers, profile });
    const { ended, calls } = loop(root);
    expect((await ended).exitCode).toBe(0);
    expect(calls[0]).toBe('profile 1');
  });

  it('OPT-09: requires a decision about an unfinished state', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers(CYCLES);
    // It halts at the first gate, since nobody is there to approve.
    expect((await runOptimizationLoop(root, workers, { approve: [] })).exitCode).toBe(8);
    await expect(loop(root).ended).rejects.toMatchObject({
      message: expect.stringContaining('Resume from cycle 1, phase 2_profile?'),
      exitCode: 2,
    });
    expect((await loop(root, { resume: true }).ended).exitCode).toBe(0);
  });
});
