import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import { createHost } from '../../../harness/host.ts';
import { completedTrial, runRecord } from '../../support/completed-run-record.ts';

export const { files } = createHost();
export const RECORD_ID = '20260102T030405678Z-sort-a1b2';

/** A folder of records, empty. */
export function openRecordStore(options: Parameters<typeof createRecordStore>[2] = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-recover-'));
  const state = join(cwd, '.perf-harness');
  const runs = join(state, 'runs');
  mkdirSync(runs, { recursive: true });
  return {
    state,
    runs,
    store: createRecordStore({ files, cwd }, state, options),
  };
}

/** A journal as a dead process leaves it; lines are its trials. */
export function writeInterruptedRunJournal(
  runs: string,
  lines: readonly string[],
  changes: object = {},
  id = RECORD_ID,
): string {
  // A process with our id and another start time no longer exists.
  const owner = { pid: process.pid, startedTicks: '1' };
  const record = runRecord({}, { id, state: 'running', finishedAt: null, verdict: 'inconclusive' });
  const header = { schema: 'perf-harness/journal@1', owner, record, ...changes };
  const path = join(runs, `${id}.jsonl.partial`);
  writeFileSync(path, `${[JSON.stringify(header), ...lines].join('\n')}`);
  return path;
}

/** Lines of a journal. */
export const TRIAL_LINES = [0, 1, 2].map((index) =>
  JSON.stringify(completedTrial(index, { wall_time: 10 + index })),
);
