/** Explanations of verdicts of scripted units by the profiles that these leave. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createHost } from '../../harness/host.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { PlannedTrial } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { workModule } from '../support/live-comparison-project.ts';
import {
  createCostExecutors,
  createScriptedProject,
  readScenarioCost,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { EXPLANATIONS_ENABLED as env } from '../support/scripted-executors-with-real-profiles.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

const host = createHost();
afterAll(() => host.processes.stopAll());

/** Units of nine pairs, slightly more than a statement about noise needs. */
const FEW_UNITS = 18;
const COMPARE = ['compare', 'main', '--reporter', 'json'];

/** Leaves a profile of a unit in which `work` takes half a millisecond, or three times as long in the head. */
function leaveProfile({ cwd, env }: Scenario, { side, pair }: PlannedTrial): void {
  const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);
  const url = pathToFileURL(join(cwd, 'src/work.js')).href;
  const frame = { scriptId: '1', columnNumber: 20 };
  const count = (side === 'a' ? 50 : 150) + (pair % 3);
  const startTime = nowUs();
  const endTime = startTime + count * 10;
  const profile = {
    nodes: [
      {
        id: 1,
        callFrame: { ...frame, functionName: '(root)', url: '', lineNumber: -1 },
        children: [2],
      },
      {
        id: 2,
        callFrame: { ...frame, functionName: 'work', url, lineNumber: side === 'a' ? 0 : 2 },
      },
    ],
    startTime,
    endTime,
    samples: Array(count).fill(2),
    timeDeltas: Array(count).fill(10),
  };
  writeFileSync(
    join(env.PERF_HARNESS_CPU_PROFILE ?? '', '1-0.cpuprofile'),
    JSON.stringify(profile),
  );
  // Samples outside the measured time do not count, so the unit lasts until the profile ends.
  while (nowUs() < endTime);
}

/**
 * Runs a command in a project whose head is slower, with profiles of its units. After a number of
 * profiled units, the clock jumps.
 */
async function explain(
  scenarios: Readonly<Record<string, string>>,
  command: readonly string[],
  jump: { readonly afterUnits: number; readonly ms: number },
) {
  const project = createScriptedProject(scenarios);
  writeFiles(project.root, {
    'src/work.js': `// Moved.\n\n${workModule(2_000)}`,
    ...wallTimeFile(30),
  });
  let profiled = 0;
  const executors = createCostExecutors((scenario, trial) => {
    if (trial.pass === 'profile') {
      profiled += 1;
      leaveProfile(scenario, trial);
    }
    return readScenarioCost(scenario);
  });
  const monotonicMs = (): number =>
    host.clock.monotonicMs() + (profiled < jump.afterUnits ? 0 : jump.ms);
  const clock = { ...host.clock, monotonicMs };
  const ended = await project.command(command, { env, executors, host: { clock } });
  return { project, profiled, ...ended };
}

describe('the explanation of a verdict', () => {
  it('names the function that became slower, from separate trials', async () => {
    const command = [...COMPARE, '--', 'node', 'src/work.js'];
    // The profiling time is over once there are enough pairs.
    const over = { afterUnits: FEW_UNITS, ms: 300_000 };
    const { project, code, out, err } = await explain({}, command, over);
    expect(code, err).toBe(1);
    const report = JSON.parse(out) as ComparisonReport;
    const [explanation] = report.explanations ?? [];
    if (explanation === undefined) throw new Error(`nothing is explained: ${out.slice(-2_000)}`);
    expect(explanation).toMatchObject({ metrics: ['wall_time'] });
    const { changes, functions, pairs } = explanation.difference;
    const [first] = changes;
    expect(functions[first?.function ?? 0]).toMatchObject({
      name: 'work',
      file: 'src/work.js',
      line: 3,
    });
    expect(first).toMatchObject({ state: 'both', beyond_noise: true });
    expect(first?.change.low ?? 0).toBeGreaterThan(0);
    expect(pairs).toBeGreaterThanOrEqual(6);
    for (const { trials } of report.runs) {
      expect(trials.some(({ pass }) => pass === 'profile')).toBe(false);
    }
    const shown = await project.command(['compare', '--replay', 'latest']);
    expect(shown.out).toContain('work (src/work.js:3) explains');
    expect(project.snapshots()).toEqual([]);
  });

  it.each([
    ['the time of a scenario', ['compare', 'main', '--time', '20s']],
    ['what is left of a budget', ['gate', '--base', 'main', '--budget-seconds', '20']],
  ] as const)('is made within %s', async (_limit, command) => {
    const scenario = `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'work', command: ['node', 'src/work.js'] });
`;
    // The first pair takes longer than the time available, so no second pair is started.
    const over = { afterUnits: 2, ms: 21_000 };
    const { profiled, out } = await explain({ 'scenarios/work.ts': scenario }, command, over);
    expect(profiled).toBe(2);
    expect(unwrapTerminalOutput(out)).toContain(
      '"work" was profiled only once per side within the time limit',
    );
  });

  it('is omitted with --no-explain', async () => {
    const project = createScriptedProject();
    writeFiles(project.root, wallTimeFile(30));
    const { code, out } = await project.command([...COMPARE, '--no-explain'], { env });
    expect(code).toBe(1);
    expect((JSON.parse(out) as ComparisonReport).explanations).toBeUndefined();
  });
});
