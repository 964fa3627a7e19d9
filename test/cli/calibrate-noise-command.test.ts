/** Identical code measured in pairs, with scripted units. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CalibrationReport } from '../../harness/model/documents/calibration-document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { WORK_SCENARIO } from '../support/live-comparison-project.ts';
import { costsFile, createScriptedProject } from '../support/project-with-scripted-measurements.ts';

describe('perf-harness calibrate', () => {
  it('stores its result, and keeps it when a later calibration is cut short', async () => {
    const project = createScriptedProject({ 'scenarios/work.ts': WORK_SCENARIO });
    const first = await project.command(['calibrate', '--pairs', '10', '--json']);
    expect(first.code).toBe(0);
    const { scenarios } = JSON.parse(first.out) as CalibrationReport;
    expect(scenarios[0]?.metrics.find(({ metric }) => metric === 'wall_time')).toMatchObject({
      pairs: 10,
      gated: true,
    });
    const file = join(project.root, '.perf-harness', 'calibrations.json');
    const kept = readFileSync(file, 'utf8');
    const second = await project.command(['calibrate', '--time', '1ms']);
    expect(second.code).toBe(0);
    expect(second.out).toContain('stopped before completing 10 pairs');
    expect(readFileSync(file, 'utf8')).toBe(kept);
    expect(project.snapshots()).toEqual([]);
  });

  it('measures only its own pairs when the margin is 0', async () => {
    const project = createScriptedProject({
      'scenarios/work.ts': WORK_SCENARIO.replace("name: 'work'", "name: 'work', margin: '0 %'"),
    });
    const { code, out } = await project.command(['calibrate', '--pairs', '10', '--json']);
    expect(code).toBe(0);
    const { scenarios } = JSON.parse(out) as CalibrationReport;
    const wallTime = scenarios[0]?.metrics.find(({ metric }) => metric === 'wall_time');
    expect(wallTime?.pairs).toBe(10);
    // A calibration is no comparison that anyone would want to judge again.
    expect((await project.command(['compare', '--replay', 'latest'])).code).toBe(6);
  });

  it.each([
    [
      'a server that is up already, which belongs to no side',
      "http: { url: 'http://127.0.0.1:9/' }",
      6,
      'both sides of the comparison would measure the same server',
    ],
    ['one that fails', 'run: () => 1', 4, 'it is broken'],
  ])('ends as a comparison does when it measures %s', async (_what, keys, expected, why) => {
    const project = createScriptedProject({
      ...costsFile({ work: 'it is broken' }),
      'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'work', ${keys} });
`,
    });
    const { code, out, err } = await project.command(['calibrate', '--pairs', '10', '--json']);
    expect({ code, err }).toMatchObject({ code: expected });
    const { scenarios } = JSON.parse(out) as CalibrationReport;
    expect(scenarios.map(({ trouble }) => trouble)).toEqual([expect.stringContaining(why)]);
  });

  it('is read by gate, which refuses a limit below its noise', async () => {
    const limited = WORK_SCENARIO.replace('run:', `regression: { wall_time: '0.01 %' }, run:`);
    const project = createScriptedProject({ 'scenarios/work.ts': limited });
    expect((await project.command(['calibrate', '--pairs', '10', '--json'])).code).toBe(0);
    const file = join(project.root, '.perf-harness', 'calibrations.json');
    const known = JSON.parse(readFileSync(file, 'utf8')) as Pick<CalibrationReport, 'scenarios'>;
    const scenarios = known.scenarios.map((scenario) => ({
      ...scenario,
      metrics: scenario.metrics.map((metric) => ({ ...metric, spread: 0.05 })),
    }));
    writeFileSync(file, JSON.stringify({ ...known, scenarios }));
    const report = ['--no-explain', '--reporter', 'json'];
    const gated = await project.command(['gate', '--base', 'main', ...report]);
    expect({ code: gated.code, err: gated.err }).toMatchObject({ code: 8 });
    const [check] = (JSON.parse(gated.out) as GateReport).checks;
    expect(check).toMatchObject({
      outcome: 'refused',
      refusal: { limit: 0.0001, source: 'calibration' },
    });
  });
});
