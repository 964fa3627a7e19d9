import { describe, expect, it } from 'vitest';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import { createGitProject } from '../support/git-project.ts';
import {
  createSlowedRuns,
  FIRST_SLOW_RUN,
  historyCommandsIn,
} from '../support/history-commands.ts';
import { createHistoryEntry, createSummary, runCommitHash } from '../support/history-entries.ts';
import { createProject } from '../support/run-cli.ts';

/** Runs of 24 commits; the fourth commit was measured twice. */
function slowedProject() {
  const entries = createSlowedRuns((number) => ({
    git: { commit: hashOf(number), branch: 'main', dirty: false, committedAt: null },
    metrics: { memory_peak: createSummary('memory_peak', 2 ** 20) },
  }));
  const again = entries.slice(3, 4).map((fourth) => ({ ...fourth, id: `${fourth.id}-again` }));
  const root = createProject({ 'runs.jsonl': serializeEntries([...entries, ...again]) });
  return { entries, ...historyCommandsIn(root) };
}

/** Returns a commit hash whose first digits are unique. */
function hashOf(number: number): string {
  return `${number.toString(16).padStart(2, '0')}${runCommitHash(number).slice(2)}`;
}

describe('perf-harness history show', () => {
  it('shows a change with its possible runs, a commit with its runs, and a run with all metrics', async () => {
    const { entries, run, report } = slowedProject();
    await run('import', 'runs.jsonl');
    const [trend] = (await report('changes')).trends;
    const id = trend?.changes[0]?.id ?? '';
    const change = await report('show', id.slice(0, 6));
    expect(change).toMatchObject({ view: 'show', shown: { kind: 'change', id, left_out: 0 } });
    expect(change.shown?.runs.map(({ commit }) => commit)).toContain(hashOf(FIRST_SLOW_RUN));
    expect(change.trends.map(({ changes }) => changes.map((change) => change.id))).toEqual([[id]]);

    const commit = await report('show', hashOf(3).slice(0, 10));
    expect(commit.shown).toMatchObject({ kind: 'commit', id: hashOf(3) });
    expect(commit.shown?.runs).toHaveLength(2);
    expect(commit.trends.flatMap(({ changes }) => changes)).toEqual([]);

    const last = entries.at(-1)?.id ?? '';
    const lastReport = await report('show', last);
    expect(
      lastReport.shown?.runs.map((shown) => shown.metrics.map(({ metric }) => metric)),
    ).toEqual([['memory_peak', 'wall_time']]);
    const level = lastReport.shown?.runs[0]?.metrics.find(
      ({ metric }) => metric === 'wall_time',
    )?.level;
    expect(level).toBeGreaterThan(12);
    expect((await run('show', last)).out).toContain('from the typical value');
    expect((await run('show', last, '--reporter', 'markdown')).out).toContain('| memory\\_peak');
    const page = (await run('show', id, '--reporter', 'html')).out;
    expect(page.match(/<h2>sort: 2026-01-01/g)).toHaveLength(2);
  });

  it.each([
    ['zzzz', /has no change, commit or run "zzzz"/u],
    ['20260101T', /fits several/u],
    ['2', /too short/u],
    ["'; DROP TABLE runs; --", /has no change/u],
  ])('says of "%s" what is wrong with it', async (key, message) => {
    const { run } = slowedProject();
    await run('import', 'runs.jsonl');
    const { code, err } = await run('show', key);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('says how to measure a commit of the project that has no measurement', async () => {
    const { root, commit } = createGitProject();
    const hash = commit('first', { 'runs.jsonl': serializeEntries([createHistoryEntry(0)]) }).slice(
      0,
      12,
    );
    const { run } = historyCommandsIn(root);
    await run('import', 'runs.jsonl');
    const { code, err } = await run('show', 'HEAD');
    expect(code).toBe(2);
    expect(err).toContain(`The history has no run of commit ${hash} (HEAD).`);
    expect(err).toContain(`perf-harness history measure ${hash}^..${hash}`);
  });
});
