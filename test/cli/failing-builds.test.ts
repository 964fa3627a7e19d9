/** Failing builds: which scenarios they keep from being measured, and which side is to blame. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CalibrationReport } from '../../harness/model/documents/calibration-document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { type LiveProject, WORK_SCENARIO } from '../support/live-comparison-project.ts';
import {
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runGate as gateOf } from '../support/run-gate-on-project.ts';

const BUILT = WORK_SCENARIO.replace("name: 'work'", "name: 'built', prepare: 'sh build.sh'");
const BROKEN = 'echo a part is missing >&2\nexit 3\n';

async function gate(project: LiveProject, ...args: readonly string[]) {
  const asked = ['--base', 'main', '--margin', '30%', ...args];
  const { code, err, text, document } = await gateOf(project, asked);
  expect(project.snapshots()).toEqual([]);
  return { code, err, told: text, report: document };
}

function outcomesOf({ checks }: GateReport) {
  return checks.map(({ scenario, outcome }) => [scenario, outcome]);
}

it('a new scenario whose build fails on both sides fails the gate with 4: the base is no excuse', async () => {
  const project = createScriptedProject();
  writeFiles(project.root, { 'scenarios/built.ts': BUILT, 'build.sh': BROKEN });
  const { code, told, report } = await gate(project, 'built');
  expect({ code, told }).toMatchObject({ code: 4 });
  expect(outcomesOf(report)).toEqual([['built', 'failed']]);
  expect(told).toContain('a part is missing');
});

it('a build that fails on the base lets the gate fail for what became slower, and is reported next to it', async () => {
  const project = createScriptedProject({ 'scenarios/built.ts': BUILT, 'build.sh': BROKEN });
  // Fixes the build and makes the work take five times as long.
  writeFiles(project.root, { 'build.sh': '', ...wallTimeFile(50) });
  const { code, told, report } = await gate(project);
  expect({ code, told }).toMatchObject({ code: 6 });
  expect(outcomesOf(report)).toEqual([
    ['work', 'fail'],
    ['built', 'incomparable'],
  ]);
  expect(told).toMatch(/work: wall_time regressed/);
  expect(told).toContain('a part is missing');
});

it('calibrate keeps the calibrations of scenarios that need no broken build', async () => {
  const project = createScriptedProject({ 'scenarios/built.ts': BUILT, 'build.sh': BROKEN });
  const { code, out, err } = await project.command(['calibrate', '--pairs', '10', '--json']);
  expect({ code, err }).toMatchObject({ code: 4 });
  const { scenarios } = JSON.parse(out) as CalibrationReport;
  const troubles = Object.fromEntries(
    scenarios.map(({ scenario, trouble }) => [scenario, trouble]),
  );
  expect(troubles).toEqual({ built: expect.stringContaining('a part is missing'), work: null });
  const file = join(project.root, '.perf-harness', 'calibrations.json');
  const known = JSON.parse(readFileSync(file, 'utf8')) as Pick<CalibrationReport, 'scenarios'>;
  expect(known.scenarios.map(({ scenario }) => scenario)).toEqual(['work']);
});
