import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import { createGitProject } from '../support/git-project.ts';
import { createHistoryEntry, createSummary, runCommitHash } from '../support/history-entries.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const RUNS = 24;
/** The first of the new level. */
const SLOWER = 12;

/** Runs of 24 commits, slower from the 13th on; the fourth commit was measured twice. */
function slowedProject() {
  const entries = Array.from({ length: RUNS }, (_, number) => {
    const center = (number < SLOWER ? 10 : 13) * (1 + ((number * 7) % 5) / 500);
    return createHistoryEntry(number, {
      git: { commit: hashOf(number), branch: 'main', dirty: false, committedAt: null },
      metrics: {
        wall_time: createSummary('wall_time', center),
        memory_peak: createSummary('memory_peak', 2 ** 20),
      },
    });
  });
  const [, , , fourth] = entries;
  const again = fourth === undefined ? [] : [{ ...fourth, id: `${fourth.id}-again` }];
  const root = createProject({ 'runs.jsonl': serializeEntries([...entries, ...again]) });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  const run = (...args: readonly string[]) =>
    runCommandInProcess(['history', ...args], { cwd: root, isLight: true });
  const report = async (...args: readonly string[]): Promise<HistoryReport> =>
    JSON.parse((await run(...args, '--reporter', 'json')).out) as HistoryReport;
  return { entries, run, report };
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
    expect(change.shown?.runs.map(({ commit }) => commit)).toContain(hashOf(SLOWER));
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
    const run = (...args: readonly string[]) =>
      runCommandInProcess(['history', ...args], { cwd: root, isLight: true });
    await run('import', 'runs.jsonl');
    const { code, err } = await run('show', 'HEAD');
    expect(code).toBe(2);
    expect(err).toContain(`The history has no run of commit ${hash} (HEAD).`);
    expect(err).toContain(`perf-harness history measure ${hash}^..${hash}`);
  });
});
