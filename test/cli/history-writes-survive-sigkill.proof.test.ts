/** kill -9 of `history import`, `prune`, `rebuild` at every stage: nothing lost or duplicated. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { openHistory } from '../../api/history/open-history.ts';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import { createHost } from '../../harness/host.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import { runRecord } from '../support/completed-run-record.ts';
import { createHistoryEntry, runTimestamp } from '../support/history-entries.ts';
import { createProject, startCli } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const ENTRIES = 2_000;
/** Number of entries, from the oldest on, that have records of their own. */
const RECORDS = 300;
const KEPT_FROM = 1_000;

const entries = Array.from({ length: ENTRIES }, (_, number) => createHistoryEntry(number));
const text = serializeEntries(entries);
const all = entries.map(({ id }) => id).toSorted();
const kept = entries
  .slice(KEPT_FROM)
  .map(({ id }) => id)
  .toSorted();

/** Creates a project with an empty history and a file to be imported. */
function emptyProject(): string {
  return createProject({ 'runs.jsonl': text });
}

/** Creates a project whose runs are in records and in an import, with an up-to-date index. */
async function filledProject(): Promise<string> {
  const root = createProject({ 'runs.jsonl': serializeEntries(entries.slice(RECORDS)) });
  mkdirSync(join(root, '.perf-harness/runs'), { recursive: true });
  for (const { id, startedAt } of entries.slice(0, RECORDS)) {
    const record = runRecord({ wall_time: [10, 10, 10] }, { id, startedAt });
    writeFileSync(join(root, `.perf-harness/runs/${id}.json`), JSON.stringify(record));
  }
  await history(root, 'import', 'runs.jsonl');
  return root;
}

async function history(root: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await runCommandInProcess(['history', ...args], {
    cwd: root,
    isLight: true,
  });
  expect(code, err).toBe(0);
  expect(err).toBe('');
  return out;
}

async function exported(root: string): Promise<readonly string[]> {
  const lines = (await history(root, 'export')).trim().split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as HistoryEntry).id);
}

/** Identifiers of the runs in the index, as the next command finds it. */
async function indexed(root: string): Promise<readonly string[]> {
  const host = createHost({ cwd: root });
  const { store, findings } = await openHistory(host, {
    stateFolder: join(root, '.perf-harness'),
    database: null,
  });
  expect(findings).toEqual([]);
  const ids: string[] = [];
  for (const series of await store.series()) {
    ids.push(...(await store.points(series)).map(({ run }) => run));
  }
  await store.close();
  return ids.toSorted();
}

interface Way {
  readonly args: readonly string[];
  readonly kills: number;
  readonly prepare: () => string | Promise<string>;
  readonly check: (root: string) => Promise<void>;
}

const WAYS: Readonly<Record<string, Way>> = {
  import: {
    args: ['import', 'runs.jsonl'],
    kills: 17,
    prepare: emptyProject,
    check: async (root) => {
      // Imported completely or not at all, and completely by the second import.
      expect([0, ENTRIES]).toContain((await indexed(root)).length);
      await history(root, 'import', 'runs.jsonl');
      expect(await indexed(root)).toEqual(all);
      await history(root, 'rebuild');
      expect(await exported(root)).toEqual(all);
    },
  },
  prune: {
    args: ['prune', '--before', runTimestamp(KEPT_FROM)],
    kills: 17,
    prepare: filledProject,
    check: async (root) => {
      await history(root, 'rebuild');
      const left = await exported(root);
      expect(new Set(left).size).toBe(left.length);
      expect(left.filter((id) => kept.includes(id))).toEqual(kept);
      await history(root, 'prune', '--before', runTimestamp(KEPT_FROM));
      expect(await exported(root)).toEqual(kept);
      expect(await indexed(root)).toEqual(kept);
    },
  },
  rebuild: {
    args: ['rebuild'],
    kills: 16,
    prepare: filledProject,
    check: async (root) => {
      expect(await indexed(root)).toEqual(all);
      expect(await exported(root)).toEqual(all);
    },
  },
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('kill -9 of a command that writes the history', () => {
  it.each(Object.entries(WAYS))('%s', async (_, { args, kills, prepare, check }) => {
    const template = await prepare();
    const copied = (): string => {
      const folder = mkdtempSync(join(tmpdir(), 'perf-harness-history-kill-'));
      folders.push(folder);
      cpSync(template, folder, { recursive: true });
      return folder;
    };
    const whole = copied();
    // Programs take longer or shorter as others do on the machine; the shortest counts.
    let spanMs = Number.POSITIVE_INFINITY;
    const runOf = async (root: string, killAfterMs?: number): Promise<boolean> => {
      const began = performance.now();
      const running = startCli(['history', ...args], { cwd: root });
      if (killAfterMs !== undefined) {
        await Promise.race([sleep(killAfterMs), running.result]);
        running.child.kill('SIGKILL');
      }
      const { code, signal, err } = await running.result;
      if (signal === 'SIGKILL') return true;
      expect(code, err).toBe(0);
      spanMs = Math.min(spanMs, performance.now() - began);
      return false;
    };
    await runOf(copied());
    await runOf(whole);
    await check(whole);
    let met = 0;
    for (let tried = 0; met < kills && tried < 3 * kills; tried += 1) {
      const root = copied();
      // Node.js spends the first third loading the program.
      const share = 0.35 + (0.65 * met) / kills;
      if (await runOf(root, spanMs * share)) met += 1;
      await check(root);
      rmSync(root, { recursive: true, force: true });
    }
    expect(met).toBe(kills);
  });
});
