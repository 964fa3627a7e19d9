import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pruneHistory } from '../../../../api/history/prune-history.ts';
import { serializeEntries } from '../../../../harness/history/store/history-archive.ts';
import { lockHistoryFiles } from '../../../../harness/history/store/history-file-lock.ts';
import { readDecisions } from '../../../../harness/history/store/user-notes-and-decisions.ts';
import { createHistoryEntry, runTimestamp } from '../../../support/history-entries.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';
import { createEmptyFolder, files } from './open-test-history-store.ts';

const HOLD = join(import.meta.dirname, '../../../fixtures/history/hold-turn.ts');

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [HOLD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function holder(state: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = start('hold', state, ...args);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

describe('the lock on the files of a history', () => {
  it('serializes writers, so that simultaneous decisions are all stored', async () => {
    const state = createEmptyFolder();
    const children = [1, 2].map(() => start('decide', state, '15'));
    await Promise.all(children.map((child) => once(child, 'close')));
    const changes = readDecisions(files, state).map(({ change }) => change);
    expect(new Set(changes).size).toBe(30);
  });

  it('reports a holder that takes too long, and is acquired once the holder was killed', async () => {
    const state = createEmptyFolder();
    const child = await holder(state, '600000');
    const message = { code: 'history-locked', message: expect.stringContaining('0.1 s') };
    expect(() => lockHistoryFiles(files, state, 100)).toThrow(expect.objectContaining(message));
    child.kill('SIGKILL');
    await once(child, 'close');
    lockHistoryFiles(files, state, 100)();
  });

  it('waits for other writers before old entries are removed', async () => {
    const { host } = createInMemoryHost();
    const state = join(host.cwd, '.perf-harness');
    mkdirSync(join(state, 'history'), { recursive: true });
    const path = join(state, 'history/expired-2026-01.jsonl');
    const both = serializeEntries([createHistoryEntry(0), createHistoryEntry(1)]);
    writeFileSync(path, both);
    const child = await holder(state, '300', path);
    let seen = '';
    child.stdout?.on('data', (part: Buffer) => {
      seen += part.toString();
    });
    const ended = once(child, 'close');
    const place = { stateFolder: state, database: null };
    expect(await pruneHistory(host, place, runTimestamp(1))).toBe(1);
    await ended;
    expect(seen).toBe(both);
  });

  it('is skipped when nothing can be locked', () => {
    const state = createEmptyFolder();
    mkdirSync(join(state, 'history/.turns'), { recursive: true });
    lockHistoryFiles(files, state)();
  });
});
