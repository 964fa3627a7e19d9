import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { mountSmallDisk } from '../support/mount-small-disk.ts';
import { createProject, listRecordFiles, runCli } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const NOBODY = 65_534;
const QUICK = scenarioModule(
  `{ name: 'quick', duration: '5 ms', warmup: '1 ms', trials: 200, run: () => 1 }`,
);
const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);

const executors = createScriptedExecutors(drawWallTimes(() => 5));
/** Runs a command with scripted units; the processes that fill and read the disk are real. */
const perf = (cwd: string, ...args: readonly string[]) =>
  runCommandInProcess(args, { cwd, executors });

describe('a full disk', () => {
  it('ends the run with what is full and what to do, and keeps earlier records', async () => {
    const root = createProject({ 'scenarios/quick.mjs': QUICK });
    const state = join(root, '.perf-harness');
    mountSmallDisk(state, '32k');
    mkdirSync(join(state, 'runs'));
    writeFileSync(join(state, 'runs', 'earlier.txt'), 'kept');
    const { code, err } = await perf(root, 'run');
    expect(code).toBe(2);
    expect(err).toMatch(/ENOSPC/);
    expect(err).toMatch(/space/);
    expect(err).not.toMatch(/^\s+at /m);
    expect(readFileSync(join(state, 'runs', 'earlier.txt'), 'utf8')).toBe('kept');
  });

  it('writes a report completely or not at all', async () => {
    const root = createProject({ 'scenarios/few.mjs': FEW });
    const disk = join(root, 'out');
    mountSmallDisk(disk, '4k');
    writeFileSync(join(disk, 'report.json'), 'old');
    const { code, err } = await perf(root, 'run', '--reporter', 'json=out/report.json');
    expect(code).toBe(2);
    expect(err).toMatch(/report\.json/);
    expect(readFileSync(join(disk, 'report.json'), 'utf8')).toBe('old');
    expect(readdirSync(disk)).toEqual(['report.json']);
    // The measurements are stored although the report is lost.
    expect(listRecordFiles(root)).toHaveLength(1);
  });
});

describe('an unwritable state folder', () => {
  it('is reported before anything is measured, to a user without permissions', async () => {
    const root = createProject({ 'scenarios/few.mjs': FEW });
    chmodSync(join(root, '..'), 0o755);
    const { code, err, out } = await runCli(['run'], { cwd: root, uid: NOBODY, gid: NOBODY });
    expect(code).toBe(2);
    expect(err).toMatch(/\.perf-harness/);
    expect(err).toMatch(/EACCES/);
    expect(err).toMatch(/--state-dir/);
    expect(out).toBe('');
  });

  it('can be replaced by another folder', async () => {
    const root = createProject();
    const state = join(createProject(), 'state');
    mkdirSync(state);
    chmodSync(join(root, '..'), 0o755);
    chmodSync(join(state, '..', '..'), 0o755);
    chmodSync(state, 0o777);
    const { code, err } = await runCli(['run', '--state-dir', state, '--', 'true'], {
      cwd: root,
      uid: NOBODY,
      gid: NOBODY,
    });
    expect(err).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(readdirSync(join(state, 'runs'))).toHaveLength(1);
  });
});

describe('the command line over unreadable records and baselines', () => {
  const SHAPE = '{"schema":"perf-harness/run@1","id":"x"}';
  const NEWER = '{"schema":"perf-harness/run@2","id":"x"}';

  it('names each record that is not JSON, cut off, of another shape or version, and uses the others', async () => {
    const root = createProject({ 'scenarios/few.mjs': FEW });
    expect((await perf(root, 'run')).code).toBe(0);
    const cutOff = '{"schema":"perf-harness/run@1","id":"x","state":"comp';
    const damaged = ['not json', cutOff, SHAPE, NEWER].map((text, index) => {
      const name = `2020010${index + 1}T000000000Z-bad-0000.json`;
      return { name, text, path: join(root, '.perf-harness/runs', name) };
    });
    for (const { name, text, path } of damaged) {
      writeFileSync(path, text);
      const shown = await perf(root, 'report', name.slice(0, 8));
      expect(shown.code).toBe(2);
      expect(shown.err).toContain(name);
      expect(shown.err).not.toMatch(/^\s+at /m);
    }
    expect((await perf(root, 'report')).code).toBe(0);
    const { out } = await perf(root, 'report', '--list');
    expect(out.match(/damaged/gu)?.length).toBeGreaterThanOrEqual(damaged.length);
    expect((await perf(root, 'run')).code).toBe(0);
    for (const { text, path } of damaged) expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it.each([
    ['of another shape', SHAPE],
    ['of a newer version', NEWER],
  ])('names a baseline %s, and does not overwrite it', async (_, text) => {
    const broken = text.replaceAll('/run@', '/baseline@');
    const root = createProject({
      'scenarios/few.mjs': FEW,
      '.perf-harness/baselines/main.json': broken,
    });
    expect((await perf(root, 'run')).code).toBe(0);
    const compared = await perf(root, 'compare', 'main');
    expect(compared.code).toBe(6);
    expect(compared.err).toContain('main.json');
    const saved = await perf(root, 'baseline', 'save', 'main');
    expect(saved.code).not.toBe(0);
    expect(readFileSync(join(root, '.perf-harness/baselines/main.json'), 'utf8')).toBe(broken);
  });

  it('ends with 6 when a baseline does not exist, and names those that do', async () => {
    const root = createProject({ 'scenarios/few.mjs': FEW });
    await perf(root, 'run');
    await perf(root, 'baseline', 'save', 'release');
    const { code, err } = await perf(root, 'compare', 'relase');
    expect(err).toContain('release');
    expect(code).toBe(6);
  });
});
