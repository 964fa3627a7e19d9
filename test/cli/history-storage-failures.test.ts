import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import { createSlowedRuns, historyCommandsIn } from '../support/history-commands.ts';
import { createHistoryEntry, runTimestamp } from '../support/history-entries.ts';
import { mountSmallDisk } from '../support/mount-small-disk.ts';
import { createProject } from '../support/run-cli.ts';

function projectWith(entries: readonly HistoryEntry[]) {
  const root = createProject({ 'runs.jsonl': serializeEntries(entries) });
  return { root, state: join(root, '.perf-harness'), ...historyCommandsIn(root) };
}

const RUNS = createSlowedRuns();

/** Runs recorded by a machine whose clock was wrong. */
const MISDATED = [
  createHistoryEntry(30, { id: 'of-1970', startedAt: '1970-01-01T00:00:07.000Z' }),
  createHistoryEntry(31, { id: 'of-3000', startedAt: '3000-01-01T00:00:00.000Z' }),
];

describe('a history on a full disk', () => {
  it('is still readable, loses nothing, and continues when there is space', async () => {
    const { root, state, run, report } = projectWith(RUNS);
    mountSmallDisk(state, '200k');
    expect((await run('import', 'runs.jsonl')).code).toBe(0);
    const [change] = (await report('changes')).trends.flatMap(({ changes }) => changes);
    expect((await run('ignore', `${change?.id}`, '--reason', 'meant')).code).toBe(0);
    rmSync(join(state, 'history.sqlite'));
    fill(join(state, 'filler'));
    const decisions = readFileSync(join(state, 'history/decisions.json'));

    const looked = await report('trend');
    expect(looked.trends[0]?.points).toHaveLength(RUNS.length);
    expect(looked.findings).toMatchObject([
      { id: 'history-not-kept', message: expect.stringMatching(/disk is full|No space/iu) },
    ]);
    const more = Array.from({ length: 200 }, (_, number) => createHistoryEntry(100 + number));
    writeFileSync(join(root, 'more.jsonl'), serializeEntries(more));
    for (const args of [
      ['import', 'more.jsonl'],
      ['reopen', `${change?.id}`, '--reason', 'x'.repeat(8_000)],
    ]) {
      const { code, err } = await run(...args);
      expect(code, err).toBe(2);
      expect(err).toContain('ENOSPC');
      expect(err.trim().split('\n\n')).toHaveLength(1);
    }
    expect(readFileSync(join(state, 'history/decisions.json'))).toEqual(decisions);

    rmSync(join(state, 'filler'));
    expect((await run('trend')).err).toBe('');
    const after = await report('changes');
    expect(after.findings).toEqual([]);
    expect(after.trends[0]?.points).toHaveLength(RUNS.length);
    expect(after.trends[0]?.changes).toMatchObject([{ id: change?.id, status: 'ignored' }]);
  });
});

describe('runs dated by a wrong clock', () => {
  it('are reported, have no place in time, and are not removed by age', async () => {
    const { root, run, report } = projectWith([...RUNS, ...MISDATED]);
    const imported = await run('import', 'runs.jsonl');
    expect(imported.out).toBe('26 runs read, 26 of them new\n');
    expect(imported.err).toContain('note: 2 runs are dated before 2000 or in the future');
    const { trends, findings } = await report('trend');
    expect(trends[0]?.points).toHaveLength(RUNS.length);
    expect(findings).toMatchObject([{ id: 'history-clock', level: 'warning' }]);
    expect((await report('trend', '--since', runTimestamp(20))).trends[0]?.points).toHaveLength(4);
    // The digest of a week without measurements reports open changes, not the year 3000.
    const digest = await report('digest');
    expect(digest.trends.flatMap(({ changes }) => changes)).toMatchObject([{ index: 12 }]);

    expect((await run('prune', '--before', runTimestamp(20))).out).toContain('removed 20 runs');
    writeFileSync(join(root, 'perf-harness.config.json'), JSON.stringify({ history: { keep: 2 } }));
    expect((await run('prune')).out).toBe('removed 2 runs beyond the history.keep limit\n');
    const left = (await run('export')).out.trim().split('\n');
    expect(left.map((line) => (JSON.parse(line) as HistoryEntry).id)).toEqual(
      expect.arrayContaining(MISDATED.map(({ id }) => id)),
    );
    expect(left).toHaveLength(4);
    // Misdated runs are removed only on explicit request.
    expect((await run('prune', '--before', '1999-01-01')).out).toContain('removed 1 run');
  });
});

describe('an index on a network disk', () => {
  it('is never left with a write-ahead log, which works only on a single machine', async () => {
    const { state, run } = projectWith(RUNS);
    await run('import', 'runs.jsonl');
    const path = join(state, 'history.sqlite');
    const other = new DatabaseSync(path);
    other.exec('PRAGMA journal_mode = WAL; CREATE TABLE of_another (n)');
    other.close();
    expect((await run('trend')).code).toBe(0);
    const looked = new DatabaseSync(path);
    expect(looked.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'delete' });
    looked.close();
  });
});

/** Fills the disk. */
function fill(path: string): void {
  for (const bytes of [64_000, 4_096, 512, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // No space left for a write of this size.
    }
  }
}
