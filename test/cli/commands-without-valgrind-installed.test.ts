import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createInstructionExecutors } from '../../harness/executors/instructions/instruction-counting-executors.ts';
import { createHost } from '../../harness/host.ts';
import type { CalibrationReport } from '../../harness/model/documents/calibration-document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { WORK_SCENARIO } from '../support/live-comparison-project.ts';
import { createMinimalExecutablePath } from '../support/minimal-path-environment-variable.ts';
import {
  createCostExecutors,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

const COUNTED = scenarioModule(
  `{ name: 'counted', run: () => 1, budgets: { instructions: '< 1000' } }`,
);
const env = { PATH: '/nowhere' };

describe('machine without valgrind', () => {
  it('measures no scenario that requests instructions, says how to get valgrind, and exits with 5', async () => {
    const root = createProject({ 'scenarios/counted.mjs': COUNTED });
    const { code, out, err } = await runCommandInProcess(['run'], {
      cwd: root,
      env,
      isLight: true,
    });
    expect(code).toBe(5);
    expect(`${out}${err}`.replace(/\s+/g, ' ')).toMatch(/valgrind is not on PATH/);
    expect(`${out}${err}`.replace(/\s+/g, ' ')).toMatch(/apt-get install valgrind/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('is reported by doctor, which does not need valgrind', async () => {
    const root = createProject({});
    const { code, out } = await runCommandInProcess(['doctor'], { cwd: root, env });
    expect(code).toBe(0);
    expect(out).toMatch(/– valgrind +missing +counts the instructions/);
    expect(out).toMatch(/install: apt-get install valgrind/);
  });
});

describe('missing valgrind with two sides', () => {
  const counted = WORK_SCENARIO.replace("name: 'work'", "name: 'counted'").replace(
    'run: work',
    "metrics: ['instructions'], run: work",
  );
  const PATH = createMinimalExecutablePath();
  /** Times are scripted; the counting tool is searched for on this machine. */
  const without = {
    env: { PATH },
    executors: {
      ...createCostExecutors(),
      ofInstructions: () =>
        createInstructionExecutors(createHost({ env: { ...process.env, PATH } })),
    },
  };

  it('makes gate exit with 5, say how to get valgrind, and decide on metrics without it', async () => {
    const live = createScriptedProject({ 'scenarios/counted.ts': counted });
    // Both scenarios become five times as slow.
    writeFiles(live.root, wallTimeFile(50));
    const file = join(live.cache, 'report.json');
    const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
    const asked = ['gate', '--base', 'main', '--margin', '30%', ...reporters];
    const { code, out, err } = await live.command(asked, without);
    expect({ code, out, err }).toMatchObject({ code: 5 });
    expect(unwrapTerminalOutput(out)).toContain('apt-get install valgrind');
    expect(err).not.toMatch(/error:|^\s+at /mu);
    expect(live.snapshots()).toEqual([]);
    const { checks } = JSON.parse(readFileSync(file, 'utf8')) as GateReport;
    expect(checks.map(({ scenario, outcome }) => [scenario, outcome])).toEqual([
      ['work', 'fail'],
      ['counted', 'tool'],
    ]);
  });

  it('makes calibrate exit with 5, say how to get valgrind, and keep metrics without it', async () => {
    const live = createScriptedProject({ 'scenarios/counted.ts': counted });
    const asked = ['calibrate', '--pairs', '10', '--json'];
    const { code, out, err } = await live.command(asked, without);
    expect({ code, err }).toMatchObject({ code: 5 });
    const { scenarios } = JSON.parse(out) as CalibrationReport;
    const troubles = new Map(scenarios.map(({ scenario, trouble }) => [scenario, trouble]));
    expect(troubles.get('work')).toBeNull();
    expect(troubles.get('counted')).toContain('valgrind');
  });

  it('makes bisect exit with 5 and say how to get valgrind', async () => {
    const live = createScriptedProject({ 'scenarios/counted.ts': counted });
    live.git('commit', '--quiet', '--allow-empty', '-m', 'second');
    const asked = ['bisect', 'main~1', 'main', 'counted', '--metric', 'instructions'];
    const { code, out, err } = await live.command(asked, without);
    expect({ code, out, err }).toMatchObject({ code: 5 });
    expect(unwrapTerminalOutput(`${out}${err}`)).toContain('apt-get install valgrind');
    expect(err).not.toMatch(/^\s+at /mu);
    expect(live.snapshots()).toEqual([]);
  });
});
