import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import { runRecord } from '../support/completed-run-record.ts';
import { createGitProject } from '../support/git-project.ts';
import { createSlowedRuns, historyCommandsIn } from '../support/history-commands.ts';
import { createHistoryEntry, createSummary, runTimestamp } from '../support/history-entries.ts';
import { createProject, runCli, writeFiles } from '../support/run-cli.ts';

const NOBODY = 65_534;
/** A repository with 24 commits and a run of each in `runs.jsonl`. */
function measuredProject() {
  const { root, git } = createGitProject();
  const runs = createSlowedRuns((number) => {
    git('commit', '--quiet', '--allow-empty', '--message', `commit ${number}`);
    const commit = git('rev-parse', 'HEAD');
    return { git: { commit, branch: 'main', dirty: false, committedAt: null } };
  });
  git('config', 'user.name', 'Ada Lovelace');
  writeFiles(root, { 'package.json': '{"type":"module"}', 'runs.jsonl': serializeEntries(runs) });
  return {
    root,
    ...historyCommandsIn(root),
    commits: runs.map((run) => run.git?.commit),
    store: (record: RunRecord) =>
      writeFiles(root, { [`.perf-harness/runs/${record.id}.json`]: JSON.stringify(record) }),
  };
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
    expect(trend?.points[3]?.subject).toBe('commit 3');
    expect(trend?.changes).toMatchObject([
      { index: 12, direction: 'worse', cause: 'code', status: 'open' },
    ]);
  });

  it('lists wall time first, whatever the names of the metrics', async () => {
    const { root, run, report } = measuredProject();
    const names = ['allocated', 'cpu_time', 'wall_time'];
    const metrics = Object.fromEntries(names.map((name) => [name, createSummary(name, 10)]));
    const entries = [createHistoryEntry(0, { metrics })];
    writeFiles(root, { 'all.jsonl': serializeEntries(entries) });
    await run('import', 'all.jsonl');
    const { trends } = await report('trend', '--uncommitted');
    expect(trends.map(({ metric }) => metric)).toEqual(names.toReversed());
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
    const { root, run, report, store } = measuredProject();
    await run('import', 'runs.jsonl');
    store(runRecord({ wall_time: [10, 11, 12] }));
    expect((await run('export', 'out.jsonl')).out).toBe('25 runs written to out.jsonl\n');
    const written = readFileSync(join(root, 'out.jsonl'), 'utf8');
    expect((await run('export')).out).toBe(written);

    const { run: there } = historyCommandsIn(createProject({ 'in.jsonl': written }));
    expect((await there('import', 'in.jsonl')).out).toBe('25 runs read, 25 of them new\n');
    expect((await there('export')).out).toBe(written);
    // A state folder can be imported like an export of it.
    expect((await there('import', join(root, '.perf-harness'))).out).toBe(
      '25 runs read, 0 of them new\n',
    );
    expect((await report('trend')).trends.map(({ points }) => points.length)).toContain(24);
  });

  it('removes old runs permanently, and reports the same after a rebuild', async () => {
    const { run, report, store } = measuredProject();
    await run('import', 'runs.jsonl');
    store(runRecord({ wall_time: [1] }, { startedAt: runTimestamp(1) }));
    store(runRecord({ wall_time: [1] }, { id: 'z', startedAt: runTimestamp(1_000) }));
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
    const { run } = historyCommandsIn(root);
    await run('import', 'runs.jsonl');
    const { code, out, err } = await run(...args);
    expect({ code, out }, err).toEqual({ code: 2, out: '' });
    expect(err.replaceAll(/\s+/gu, ' ')).toContain(message);
    expect(err).not.toMatch(/\n\s+at /u);
    expect(err.trim().split('\n\n')).toHaveLength(1);
  });

  it('reports that there is no history yet', async () => {
    const { code, err } = await historyCommandsIn(createProject()).run('trend');
    expect(code).toBe(2);
    expect(err).toContain('There is no history yet');
  });

  it('shows the trend of a read-only folder', async () => {
    const record = runRecord({ wall_time: [10, 11, 12] });
    const root = createProject({
      [`.perf-harness/runs/${record.id}.json`]: JSON.stringify(record),
    });
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
