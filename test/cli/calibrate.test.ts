/** Identical code measured in pairs, as users do it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CalibrationReport } from '../../harness/model/calibration.ts';
import { liveProject, WORK_SCENARIO } from '../support/live-project.ts';

describe('perf-harness calibrate', () => {
  it('keeps what it found, and keeps it when a later one is cut short', async () => {
    const project = liveProject();
    const first = await project.perf(['calibrate', '--pairs', '10', '--json']);
    expect(first.code).toBe(0);
    const { scenarios } = JSON.parse(first.out) as CalibrationReport;
    expect(scenarios[0]?.metrics.find(({ metric }) => metric === 'wall_time')).toMatchObject({
      pairs: 10,
      gated: true,
    });
    const file = join(project.root, '.perf-harness', 'calibrations.json');
    const kept = readFileSync(file, 'utf8');
    const second = await project.perf(['calibrate', '--time', '1ms']);
    expect(second.code).toBe(0);
    expect(second.out).toContain('ended before 10 pairs');
    expect(readFileSync(file, 'utf8')).toBe(kept);
    expect(project.snapshots()).toEqual([]);
  });

  it('measures its pairs and no others where the margin is 0', async () => {
    const project = liveProject({
      'scenarios/work.ts': WORK_SCENARIO.replace("name: 'work'", "name: 'work', margin: '0 %'"),
    });
    const { code, out } = await project.perf(['calibrate', '--pairs', '10', '--json']);
    expect(code).toBe(0);
    const { scenarios } = JSON.parse(out) as CalibrationReport;
    const wallTime = scenarios[0]?.metrics.find(({ metric }) => metric === 'wall_time');
    expect(wallTime?.pairs).toBe(10);
    // A calibration is no comparison that anyone would want to judge again.
    expect((await project.perf(['compare', '--replay', 'latest'])).code).toBe(6);
  });
});
