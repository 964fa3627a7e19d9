/**
 * SIGTERM for gate, calibrate and bisect in processes of their own, as they measure real units. The
 * quick set ends a comparison so, and these commands in the process of the test.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import { waitUntil } from '../support/detect-command-leftovers.ts';
import { expectInterruptedGate } from '../support/expect-interrupted-gate.ts';
import {
  createLoggingProject,
  loggingWorkModule,
  startMeasurement,
} from '../support/start-interruptible-measurement.ts';

const JSON_REPORT = ['--reporter', 'json'];
const ENDED = { code: 143, signal: null };

describe('SIGTERM for a process of gate, calibrate or bisect (the quick set ends only compare)', () => {
  it('ends gate with 143, which reports what it measured and passes nothing', async () => {
    const args = ['gate', '--base', 'main', '--margin', '0.0001%', ...JSON_REPORT];
    const measurement = await startMeasurement(createLoggingProject(), args);
    const { code, signal, out } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual(ENDED);
    expectInterruptedGate(out);
    await measurement.expectNothingLeft();
  });

  it('ends calibrate with 143, and keeps earlier calibrations', async () => {
    const project = createLoggingProject();
    const known = join(project.root, '.perf-harness', 'calibrations.json');
    mkdirSync(dirname(known));
    const text = '{"schema":"perf-harness/calibrations@2","scenarios":[]}';
    writeFileSync(known, text);
    const measurement = await startMeasurement(project, ['calibrate', '--pairs', '300']);
    const { code, signal } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual(ENDED);
    expect(readFileSync(known, 'utf8')).toBe(text);
    await measurement.expectNothingLeft();
  });

  it('ends bisect with 143 during its search, with the snapshots it kept for that', async () => {
    const project = createLoggingProject();
    project.commit('slower', { 'src/work.js': loggingWorkModule(10_000) });
    project.commit('fifth', { 'NOTES.md': 'fifth' });
    const args = ['bisect', 'main~4', 'main', 'work', ...JSON_REPORT];
    const measurement = await startMeasurement(project, args);
    await waitUntil(() => /bisect: \w+: \d+ pairs/u.test(measurement.running.err()));
    const { code, signal, out } = await measurement.end('SIGTERM');
    expect({ code, signal }).toEqual(ENDED);
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('interrupted');
    expect(report.steps.length).toBeGreaterThan(0);
    await measurement.expectNothingLeft();
  });
});
