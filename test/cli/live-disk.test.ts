/** A disk that is full where calibrate, gate and bisect keep what they found. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ownPlace, stateOfRepository, unfinishedFiles } from '../support/left-behind.ts';
import { liveProject } from '../support/live-project.ts';
import { unwrapped } from '../support/unwrapped.ts';

const mounted: string[] = [];

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder]);
});

/** What an earlier calibration left; of no scenario, so that no verdict rests on it. */
const KNOWN = '{"schema":"perf-harness/calibrations@2","scenarios":[]}\n';

/** A state folder on a disk of its own that has earlier results, and no room for more. */
function fullDisk(folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  mounted.push(folder);
  writeFileSync(join(folder, 'calibrations.json'), KNOWN);
  writeFileSync(join(folder, '.gitignore'), '*\n');
  for (const name of ['comparisons', 'bisections']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'earlier.json'), '{}');
  }
  fill(join(folder, 'filler'));
}

function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, 'x'.repeat(4_096), { flag: 'a' });
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
  expect(statSync(path).size).toBeGreaterThan(0);
}

describe('a disk that is full under the state folder', () => {
  it.each([
    ['calibrate', ['calibrate', '--pairs', '10'], 'wall_time'],
    ['gate', ['gate', '--base', 'main', '--margin', '60%'], null],
    [
      'bisect',
      ['bisect', 'main~1', 'main', 'work', '--margin', '60%', '--time', '30s'],
      'NO DIFFERENCE',
    ],
  ] as const)(
    'ends %s with 2 and what is full, and keeps what was there',
    async (_, args, tells) => {
      const live = liveProject();
      live.git('commit', '--quiet', '--allow-empty', '-m', 'second');
      const before = stateOfRepository(live);
      const state = join(live.root, '.perf-harness');
      fullDisk(state);
      const names = readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted();
      const place = ownPlace();
      const { code, out, err } = await live.perf(args, place.env);
      expect({ code, err }).toMatchObject({ code: 2 });
      const told = unwrapped(err);
      expect(told).toContain(state);
      expect(told).toMatch(/ENOSPC.* Free some space on that disk/u);
      expect(told.match(/error:/gu)).toHaveLength(1);
      // What was measured is told all the same, where there is a report to tell.
      if (tells !== null) expect(out).toContain(tells);
      expect(err).not.toMatch(/^\s+at /mu);
      expect(err).not.toContain('defect');
      expect(readFileSync(join(state, 'calibrations.json'), 'utf8')).toBe(KNOWN);
      expect(unfinishedFiles(live.root)).toEqual([]);
      expect(readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(names);
      expect(live.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
      expect(stateOfRepository(live)).toEqual(before);
      await place.expectNoProcess();
    },
  );
});
