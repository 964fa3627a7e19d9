import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mountSmallDisk } from '../../support/mount-small-disk.ts';
import { INCIDENT_DAY, INCIDENT_TIME } from '../../support/planted-incident-repository-and-logs.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';
import {
  createStoredIncident,
  type StoredIncident,
  writeLogsWithFix,
} from '../../support/stored-incident-investigation.ts';

/** Returns every file below a folder with its text, except for the filler and the lock. */
function filesBelow(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'filling' && entry.name !== '.turns')
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(names.toSorted().map((path) => [path, readFileSync(path, 'utf8')]));
}

/** Fills the disk except for this many bytes; a disk in memory allocates whole pages. */
function fillUpTo(folder: string, free: number, size: number): void {
  const used = Object.values(filesBelow(folder)).reduce(
    (sum, text) => sum + Math.ceil(Buffer.byteLength(text) / 4096) * 4096,
    0,
  );
  writeFileSync(join(folder, 'filling'), Buffer.alloc(size - used - free));
}

const SIZE = 512 * 1024;

/** Creates an incident whose state is on a disk with space for this many more bytes. */
async function onSmallDisk(free: number): Promise<StoredIncident & { readonly state: string }> {
  const incident = await createStoredIncident();
  writeLogsWithFix(incident.folder);
  const state = join(incident.folder, '.perf-harness');
  const kept = filesBelow(state);
  mountSmallDisk(state, `${SIZE}`);
  for (const [path, text] of Object.entries(kept)) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  fillUpTo(state, free, SIZE);
  return { ...incident, state };
}

const COMMANDS = {
  verify: ['verify', '--after', `${INCIDENT_DAY}T16:30Z`, '--logs', 'after.log'],
  close: ['close', '--cause', '1'],
  gate: ['gate'],
  'another investigation': [...INCIDENT_TIME, '--service', 'shop', '--logs', 'before.log'],
} satisfies Readonly<Record<string, readonly string[]>>;

describe('a full disk', () => {
  test.each([
    { command: 'verify', pages: 1 },
    { command: 'close', pages: 1 },
    { command: 'gate', pages: 0 },
    { command: 'another investigation', pages: 1 },
  ] as const)(
    'leaves everything unchanged at $command, with room for $pages pages',
    async ({ command, pages }) => {
      const incident = await onSmallDisk(pages * 4096);
      const before = filesBelow(incident.state);
      const { code, err } = await incident.investigate(...COMMANDS[command]);
      expect(code, err).toBe(2);
      expect(err.replaceAll(/\s+/gu, ' ')).toMatch(/ENOSPC.* Free some space on that disk/u);
      expect(err).not.toMatch(/^\s+at /mu);
      expect(filesBelow(incident.state)).toEqual(before);
      const list = await incident.investigate('list');
      expect(list.out).not.toContain('damaged');
    },
  );

  test('writes a report whole or not at all', async () => {
    const incident = await createStoredIncident();
    const out = join(incident.folder, 'out');
    mountSmallDisk(out, '4k');
    writeFileSync(join(out, 'report.html'), 'old');
    const { code, err } = await runCommandInProcess(
      ['investigate', 'show', '--reporter', 'html=out/report.html'],
      { cwd: incident.folder },
    );
    expect(code).toBe(2);
    expect(err).toMatch(/report\.html/u);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toBe('old');
    expect(readdirSync(out)).toEqual(['report.html']);
  });
});
