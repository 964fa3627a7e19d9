import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import { runRecord } from '../support/completed-run-record.ts';
import { createGitProject } from '../support/git-project.ts';
import { createHistoryEntry, createSummary, runTimestamp } from '../support/history-entries.ts';
import { createProject, runCli } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const NOBODY = 65_534;
const LEVELS = [...Array<number>(12).fill(10), ...Array<number>(12).fill(13)];

/** A repository with 24 commits and a run of each in `runs.jsonl`; slower from the 13th on. */
function measuredProject() {
  const { root, git } = createGitProject();
  const lines = LEVELS.map((level, number) => {
    git('commit', '--quiet', '--allow-empty', '--message', `commit ${number}`);
    const commit = git('rev-parse', 'HEAD');
    // No two runs are quite the same.
    const center = level * (1 + ((number * 7) % 5) / 500);
    return createHistoryEntry(number, {
      git: { commit, branch: 'main', dirty: false, committedAt: null },
      metrics: { wall_time: createSummary('wall_time', center) },
    });
  });
  git('config', 'user.name', 'Ada Lovelace');
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'runs.jsonl'), serializeEntries(lines));
  const run = (...args: readonly string[]) =>
    runCommandInProcess(['history', ...args], { cwd: root, isLight: true });
  const report = async (...args: readonly string[]): Promise<HistoryReport> => {
    const { out, err } = await run(...args, '--reporter', 'json');
    expect(out, err).not.toBe('');
    return JSON.parse(out) as HistoryReport;
  };
  return { root, run, report, commits: lines.map(({ git: own }) => own?.commit) };
}

describe('perf-harness history', () => {
  it('imports runs once, and shows their trend', async () => {
    const { run, report, commits } = measuredProject();
    expect(await run('import', 'runs.jsonl')).toEqual({
      code: 0,
      err: '',
      out: '24 runs read, 24 of them new\n',
    });
    expect((await run('import', 'runs.jsonl')).out).toBe('24 runs read, 0 of them new\n');
    const [trend, ...others] = (await report('trend', 'sort')).trends;
    expect(others).toEqual([]);
    expect(trend?.points.map(({ commit }) => commit)).toEqual(commits);
    expect(trend?.changes).toMatchObject([
      { index: 12, direction: 'worse', cause: 'code', status: 'open' },
    ]);
  });

  it('stores the comment on a change, under the user name in git', async () => {
    const { run, report } = measuredProject();
    await run('import', 'runs.jsonl');
    const id = (await report('changes')).trends[0]?.changes[0]?.id ?? '';
    expect(await run('ignore', id.slice(0, 5), '--reason', 'more work on purpose')).toMatchObject({
      code: 0,
      out: `${id} is ignored by Ada Lovelace: more work on purpose\n`,
    });
    expect((await report('changes')).trends[0]?.changes).toMatchObject([
      { id, status: 'ignored', decision: { author: 'Ada Lovelace' } },
    ]);
    await run('reopen', id, '--reason', 'it is not');
    expect((await report('changes')).trends[0]?.changes).toMatchObject([{ id, status: 'open' }]);
    const none = await run('ignore', 'zzzz', '--reason', 'x');
    expect(none.code).toBe(2);
    expect(none.err).toContain('There is no change "zzzz".');
  });

  it('exports what it imports again unchanged', async () => {
    const { root, run, report } = measuredProject();
    await run('import', 'runs.jsonl');
    mkdirSync(join(root, '.perf-harness/runs'), { recursive: true });
    const own = runRecord({ wall_time: [10, 11, 12] });
    writeFileSync(join(root, `.perf-harness/runs/${own.id}.json`), JSON.stringify(own));
    expect((await run('export', 'out.jsonl')).out).toBe('25 runs written to out.jsonl\n');
    const written = readFileSync(join(root, 'out.jsonl'), 'utf8');
    expect((await run('export')).out).toBe(written);

    const elsewhere = createProject({ 'in.jsonl': written });
    const there = (...args: readonly string[]) =>
      runCommandInProcess(['history', ...args], { cwd: elsewhere, isLight: true });
    expect((await there('import', 'in.jsonl')).out).toBe('25 runs read, 25 of them new\n');
    expect((await there('export')).out).toBe(written);
    // A state folder can be imported like an export of it.
    expect((await there('import', join(root, '.perf-harness'))).out).toBe(
      '25 runs read, 0 of them new\n',
    );
    expect((await report('trend')).trends.map(({ points }) => points.length)).toContain(24);
  });

  it('removes old runs permanently, and reports the same after a rebuild', async () => {
    const { root, run, report } = measuredProject();
    await run('import', 'runs.jsonl');
    const later = runRecord({ wall_time: [1] }, { id: 'z', startedAt: runTimestamp(1_000) });
    for (const record of [runRecord({ wall_time: [1] }, { startedAt: runTimestamp(1) }), later]) {
      mkdirSync(join(root, '.perf-harness/runs'), { recursive: true });
      writeFileSync(join(root, `.perf-harness/runs/${record.id}.json`), JSON.stringify(record));
    }
    const pruned = await run('prune', '--before', runTimestamp(6));
    expect(pruned.out).toBe('removed 7 runs that began before 2026-01-01\n');
    const trendsOf = async () => (await report('trend', '--uncommitted')).trends;
    const before = await trendsOf();
    expect(before.find(({ machine }) => machine?.id === 'one')?.points).toHaveLength(18);
    expect((await run('rebuild')).out).toBe('19 runs in the history\n');
    expect(await trendsOf()).toEqual(before);
    expect((await run('export')).out.trim().split('\n')).toHaveLength(19);
    expect((await run('prune', '--before', runTimestamp(6))).out).toContain('removed 0 runs');
  });

  it.each([
    [['trend', 'srot'], 'no scenario "srot"'],
    [['trend', '--metric', 'wall_tine'], 'no metric "wall_tine"'],
    [['trend', '--branch', 'no-such'], 'a branch or commit named "no-such"'],
    [['trend', '--since', 'a while'], '--since takes a date or an age'],
    [['prune', '--before', '3 o’clock'], '--before takes a date or an age'],
    [['import', 'missing.jsonl'], 'missing.jsonl does not exist'],
    [['import', 'missing.json'], 'There is no record at'],
    [['import', 'package.json'], 'is not a record from perf-harness'],
    [['import', 'binary.jsonl'], 'Line 1 of'],
    [['import', 'empty'], 'There are no runs with measurements in'],
  ])('reports in one paragraph what is wrong with %j', async (args, message) => {
    const root = createProject({
      'runs.jsonl': serializeEntries([createHistoryEntry(0)]),
      'binary.jsonl': '\u0000\u0001\u0002\n',
      'empty/a.txt': '',
    });
    await runCommandInProcess(['history', 'import', 'runs.jsonl'], { cwd: root, isLight: true });
    const { code, out, err } = await runCommandInProcess(['history', ...args], {
      cwd: root,
      isLight: true,
    });
    expect({ code, out }, err).toEqual({ code: 2, out: '' });
    expect(err.replaceAll(/\s+/gu, ' ')).toContain(message);
    expect(err).not.toMatch(/\n\s+at /u);
    expect(err.trim().split('\n\n')).toHaveLength(1);
  });

  it('reports that there is no history yet', async () => {
    const { code, err } = await runCommandInProcess(['history', 'trend'], {
      cwd: createProject(),
      isLight: true,
    });
    expect(code).toBe(2);
    expect(err).toContain('There is no history yet');
  });

  it('shows the trend of a read-only folder', async () => {
    const root = createProject();
    const record = runRecord({ wall_time: [10, 11, 12] });
    mkdirSync(join(root, '.perf-harness/runs'), { recursive: true });
    writeFileSync(join(root, `.perf-harness/runs/${record.id}.json`), JSON.stringify(record));
    for (const [path, mode] of [
      [join(root, '..'), 0o755],
      [root, 0o555],
      [join(root, '.perf-harness'), 0o555],
    ] as const) {
      chmodSync(path, mode);
    }
    // For root every folder can be written to.
    const other = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const args = ['history', 'trend', '--uncommitted', '--reporter', 'json'];
    const { code, out, err } = await runCli(args, { cwd: root, ...other });
    expect(code, err).toBe(0);
    const { trends, findings } = JSON.parse(out) as HistoryReport;
    expect(trends.map(({ points }) => points.length)).toEqual([1]);
    expect(findings).toMatchObject([{ id: 'history-not-kept', level: 'info' }]);
  });
});
