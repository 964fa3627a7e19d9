import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { createHost } from '../../harness/host.ts';
import { startCli } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

/** Larger than 4 MiB, so that it is cached, yet small enough for a test. */
const BYTES = 5e6;
const WRITTEN = 6;
/** Links to the last file, so that a busy machine still kills before everything is read. */
const LINKED = 12;
const DAY = '2026-11-24';
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-interrupted-'));
const WORDS = [
  'investigate',
  '--since',
  `${DAY}T12:00Z`,
  '--until',
  `${DAY}T15:00Z`,
  '--service',
  'shop',
  '--logs',
  'logs',
];

/** Half an hour a file; the checkout is four times as slow from the fourth on. */
function log(place: number): string {
  const lines = Array.from({ length: 3000 }, (_, index) => {
    const second = place * 1800 + Math.floor((index * 1800) / 3000);
    const clock = new Date(Date.UTC(2026, 10, 24, 12) + second * 1000).toISOString().slice(11, 19);
    const isCheckout = index % 2 === 0;
    const ms = (index % 97) + 40 + (isCheckout && place >= 3 ? 400 : 0);
    return `10.0.0.7 - - [24/Nov/2026:${clock} +0000] "GET ${isCheckout ? '/checkout' : '/'} HTTP/1.1" 200 512 "-" "k6" ${(ms / 1000).toFixed(3)}`;
  });
  const text = `${lines.join('\n')}\n`;
  return text.repeat(Math.ceil(BYTES / text.length));
}

beforeAll(async () => {
  mkdirSync(join(folder, 'logs'));
  const path = (name: string): string => join(folder, 'logs', `access-${name}.log`);
  for (let place = 0; place < WRITTEN; place += 1) writeFileSync(path(`${place}`), log(place));
  for (let place = 0; place < LINKED; place += 1)
    linkSync(path(`${WRITTEN - 1}`), path(`${WRITTEN}-${place}`));
  await wait(100);
});

const stateOf = (name: string): string => join(folder, name);
const kept = (state: string): readonly string[] =>
  existsSync(join(state, 'readings'))
    ? readdirSync(join(state, 'readings')).filter((name) => name.endsWith('.json'))
    : [];

/** Reads the report without the fields that differ between runs. */
function reportOf(state: string): unknown {
  const [id = ''] = readdirSync(join(state, 'investigations'));
  const text = readFileSync(join(state, 'investigations', id, 'report.json'), 'utf8');
  const { effort: _effort, incident, ...rest } = JSON.parse(text);
  return { ...rest, incident: { ...incident, started_at: '' } };
}

/** Starts an investigation, and sends a signal as soon as more files than before are cached. */
async function interrupted(
  state: string,
  signal: NodeJS.Signals,
): Promise<{ readonly code: number | null; readonly err: string }> {
  const before = kept(state).length;
  const { child, result } = startCli([...WORDS, '--state-dir', state], { cwd: folder });
  while (kept(state).length <= before && child.exitCode === null) await wait(1);
  child.kill(signal);
  return result;
}

test('continues a repeatedly killed investigation with the unread files, and reports the same', async () => {
  const [undisturbed, state] = [stateOf('undisturbed'), stateOf('killed')];
  await runCommandInProcess([...WORDS, '--state-dir', undisturbed], { cwd: folder });
  expect(kept(undisturbed)).toEqual([]);
  await interrupted(state, 'SIGKILL');
  const [first = ''] = kept(state);
  const path = join(state, 'readings', first);
  const { mtimeMs } = statSync(path);
  await interrupted(state, 'SIGKILL');
  expect(existsSync(join(state, 'investigations'))).toBe(false);
  expect(kept(state).length).toBeGreaterThan(1);
  // Files that were read once are not read again.
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
  await runCommandInProcess([...WORDS, '--state-dir', state], { cwd: folder });
  expect(reportOf(state)).toEqual(reportOf(undisturbed));
  expect(readdirSync(join(state, 'readings'))).toEqual([]);
}, 120_000);

test('says after an interrupt that what was read is stored, and with which times to continue', async () => {
  const state = stateOf('interrupted');
  const { code, err } = await interrupted(state, 'SIGINT');
  expect(code).toBe(130);
  expect(err.replace(/\s+/gu, ' ')).toMatch(
    /Data read from (?:one file is|\d+ files are) cached; to continue, use the same period: --since 2026-11-24T12:00:00\.000Z --until 2026-11-24T15:00:00\.000Z/u,
  );
  expect(kept(state).length).toBeGreaterThan(0);
}, 60_000);

test('reads nothing again when the disk was too full for the report', async () => {
  const state = stateOf('full');
  const real = createHost({ cwd: folder });
  const files = {
    ...real.files,
    fillFolder: (): never => {
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    },
  };
  await runCommandInProcess([...WORDS, '--state-dir', state], {
    cwd: folder,
    host: { files },
  }).catch(() => undefined);
  expect(kept(state)).toHaveLength(WRITTEN + LINKED);
  const readAgain: string[] = [];
  const parts = {
    ...real.files,
    readByteParts: (path: string) => {
      readAgain.push(path);
      return real.files.readByteParts(path);
    },
  };
  await runCommandInProcess([...WORDS, '--state-dir', state], {
    cwd: folder,
    host: { files: parts },
  });
  expect(readAgain).toEqual([]);
  expect(kept(state)).toEqual([]);
}, 60_000);
