import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { runRecord } from '../support/completed-run-record.ts';
import { createHistoryEntry } from '../support/history-entries.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const DAY_MS = 86_400_000;
const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);
const executors = createScriptedExecutors(drawWallTimes(() => 5));

/** Creates a project with this retention and runs from days ago; `other` ones are in records. */
function keepingProject(keep: unknown, daysAgo: Readonly<Record<string, readonly number[]>>) {
  const root = createProject({
    'package.json': '{"type":"module"}',
    'perf-harness.config.json': JSON.stringify({ history: { keep } }),
    'scenarios/few.mjs': FEW,
  });
  mkdirSync(join(root, '.perf-harness/history'), { recursive: true });
  mkdirSync(join(root, '.perf-harness/runs'), { recursive: true });
  const entries: HistoryEntry[] = [];
  for (const [scenario, days] of Object.entries(daysAgo)) {
    for (const day of days) {
      const startedAt = new Date(Date.now() - day * DAY_MS).toISOString();
      const id = `${startedAt.replaceAll(/[-:.]/gu, '')}-${scenario}-${String(day).padStart(4, '0')}`;
      if (scenario !== 'other') entries.push(createHistoryEntry(0, { id, scenario, startedAt }));
      else {
        const record = { ...runRecord({ wall_time: [1, 2, 3] }, { id, startedAt }), scenario };
        writeFileSync(join(root, `.perf-harness/runs/${id}.json`), JSON.stringify(record));
      }
    }
  }
  writeFileSync(
    join(root, '.perf-harness/history/expired-2026-01.jsonl'),
    serializeEntries(entries),
  );
  const perf = (...args: readonly string[]) => runCommandInProcess(args, { cwd: root, executors });
  return {
    root,
    perf,
    /** Returns the ages in days of the remaining runs, by scenario. */
    left: async () => {
      const lines = (await perf('history', 'export')).out.trim().split('\n');
      const days: Record<string, readonly number[]> = {};
      for (const line of lines) {
        const { scenario, id } = JSON.parse(line) as HistoryEntry;
        // Skips the run that was just measured.
        if (scenario === 'few') continue;
        days[scenario] = [...(days[scenario] ?? []), Number(id.slice(-4))];
      }
      return days;
    },
  };
}

describe('history.keep', () => {
  it('removes what is past an age after a measurement, from records and archive', async () => {
    const daysAgo = { sort: [900, 20, 10, 1], other: [800, 5] };
    const { root, perf, left } = keepingProject('2y', daysAgo);
    const { code, err } = await perf('run');
    expect([code, err.includes('warning')], err).toEqual([0, false]);
    expect(await left()).toEqual({ sort: [20, 10, 1], other: [5] });
    expect(readdirSync(join(root, '.perf-harness/runs'))).toHaveLength(2);
  });

  it('removes all but the newest runs of each scenario when it is a count', async () => {
    const { perf, left } = keepingProject(3, { sort: [5, 4, 3, 2, 1], other: [4, 3, 2, 1] });
    expect((await perf('run')).code).toBe(0);
    expect(await left()).toEqual({ sort: [3, 2, 1], other: [3, 2, 1] });
  });

  it('removes nothing if it would be more than half of all runs, as when a clock is years ahead', async () => {
    const { perf, left } = keepingProject('30d', { sort: [400, 300, 200, 1] });
    const { code, err } = await perf('run');
    expect(code).toBe(0);
    expect(err).toContain('warning: 3 of 5 history runs are beyond the history.keep limit.');
    expect(await left()).toEqual({ sort: [400, 300, 200, 1] });
    // An explicit `prune` may remove them.
    expect((await perf('history', 'prune')).out).toBe(
      'removed 3 runs beyond the history.keep limit\n',
    );
    expect(await left()).toEqual({ sort: [1] });
  });

  it('is required when no option says what to prune, and must be an age or a count', async () => {
    const without = keepingProject(undefined, { sort: [1] });
    const { code, err } = await without.perf('history', 'prune');
    expect(code).toBe(2);
    expect(err).toContain('No age limit is set for removing runs.');
    const bad = await keepingProject('some', { sort: [1] }).perf('history', 'prune');
    expect(bad.code).toBe(2);
    expect(bad.err).toContain('"2y"');
  });
});
