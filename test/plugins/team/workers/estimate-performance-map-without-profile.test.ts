/** Time of scenarios in which nothing can be instrumented. */
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { type PerformanceMap, type Report, run } from '../../../../index.ts';
import {
  isEstimated,
  rankBottlenecks,
} from '../../../../plugins/team/profiler/rank-bottlenecks.ts';
import { profileScenarios } from '../../../../plugins/team/workers/profile-scenarios.ts';
import { isolateMeasurementLock } from '../../../support/isolate-measurement-lock.ts';
import { createProject } from '../../../support/run-cli.ts';
import { SimulatedTeam } from '../../../support/simulated-team-session.ts';
import { flattenPerformanceMapSteps } from '../../../support/synthetic-performance-map.ts';

isolateMeasurementLock();

const USERS = `import { readFileSync } from 'node:fs';
export function namesOf(files) {
  const names = [];
  for (const file of files) names.push(JSON.parse(readFileSync(file, 'utf8')).name);
  return names.sort();
}
export function shout(text) {
  return text.toUpperCase();
}
`;
const PROGRAM = `import { namesOf, shout } from './users.js';
console.log(shout(namesOf(Array.from({ length: 20 }, () => 'package.json')).join(' ')).length);
`;
/** A program started without the variable that loads the profiler. */
const scenarioOf = (file: string): string => `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'names',
  command: ['env', '-u', 'NODE_OPTIONS', '${process.execPath}', '${file}'],
});
`;

const FILES = {
  'package.json': '{ "name": "names", "type": "module" }\n',
  'perf-harness.config.yaml': 'trials: { min: 3, max: 3 }\n',
  'src/users.js': USERS,
  'src/cli.js': PROGRAM,
};

async function mapsOf(root: string): Promise<{ map: PerformanceMap; report: Report }> {
  const host = createHost({ cwd: root });
  const { signal } = new AbortController();
  const report = await run({ cwd: root, targets: [], quick: true, signal });
  const { session } = new SimulatedTeam();
  const [mappedScenario] = await profileScenarios({ host, session, signal }, { root }, report);
  if (mappedScenario === undefined) throw new Error('nothing was mapped');
  return { map: mappedScenario.map, report };
}

it('TEAM-22: splits the measured time by the source without a profile, and labels it so', async () => {
  const { map, report } = await mapsOf(
    createProject({ ...FILES, 'scenarios/names.js': scenarioOf('src/cli.js') }),
  );
  const wallMs = report.runs[0]?.metrics.wall_time?.center ?? 0;
  expect(isEstimated(map)).toBe(true);
  const steps = flattenPerformanceMapSteps(map.steps);
  expect(new Set(steps.map(({ origin }) => origin))).toEqual(new Set(['estimated']));
  expect(new Set(steps.map(({ confidence }) => confidence))).toEqual(new Set(['LOW']));
  expect(map.baseline.wall_time_ms).toBe(wallMs);
  expect(map.steps[0]?.wall_time_ms).toBeCloseTo(wallMs);
  expect(map.lacks[0]).toBe('the steps are estimated: the program left no profile');
  expect(map.lacks).toContain('no measurement shows that namesOf is a bottleneck');
  const [top] = rankBottlenecks({ scenario: 'names', map }).bottlenecks;
  expect(top).toMatchObject({
    function: 'namesOf',
    file: 'src/users.js',
    line: 2,
    origin: 'estimated',
    severity: 'Critical',
    impact: expect.stringContaining('readFileSync at line 4 in a loop'),
  });
});

it('TEAM-22: makes no map of a program that no source shows, and reports the reason', async () => {
  const root = createProject({
    'perf-harness.config.yaml': FILES['perf-harness.config.yaml'],
    'scenarios/names.js': scenarioOf('--version'),
  });
  await expect(mapsOf(root)).rejects.toMatchObject({
    code: 'target-not-traced',
    remedy: 'the program left no profile',
  });
});

it('TEAM-22: does not map a failing program from its source', async () => {
  const root = createProject({
    ...FILES,
    'src/cli.js': `${PROGRAM}process.exit(3);\n`,
    'scenarios/names.js': scenarioOf('src/cli.js'),
  });
  await expect(mapsOf(root)).rejects.toMatchObject({ code: 'target-not-traced' });
});
