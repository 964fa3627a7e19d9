/** Time of scenarios in which nothing can be instrumented. */
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { Report } from '../../../../index.ts';
import {
  isEstimated,
  rankBottlenecks,
} from '../../../../plugins/team/profiler/rank-bottlenecks.ts';
import { profileScenarios } from '../../../../plugins/team/workers/profile-and-audit-scenarios.ts';
import { runRecord } from '../../../support/completed-run-record.ts';
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
  'src/users.js': USERS,
  'src/cli.js': PROGRAM,
};

/** Maps the scenario of a program for which this time was measured. */
async function mapOf(root: string, times: { readonly wall_time?: readonly number[] }) {
  const host = createHost({ cwd: root });
  const { signal } = new AbortController();
  const runs = [runRecord(times, { scenario: 'names', kind: 'command' })];
  const { session } = new SimulatedTeam();
  const [mapped] = await profileScenarios({ host, session, signal }, { root }, reportOf(runs));
  if (mapped === undefined) throw new Error('nothing was mapped');
  return mapped.map;
}

const reportOf = (runs: Report['runs']): Report => ({
  schema: 'perf-harness/report@1',
  runs,
  rankings: [],
  findings: [],
  verdict: 'pass',
});
const WALL_TIME = { wall_time: [40, 42, 44] };

it('TEAM-22: splits the measured time by the source without a profile, and labels it so', async () => {
  const root = createProject({ ...FILES, 'scenarios/names.js': scenarioOf('src/cli.js') });
  const map = await mapOf(root, WALL_TIME);
  expect(isEstimated(map)).toBe(true);
  const steps = flattenPerformanceMapSteps(map.steps);
  expect(new Set(steps.map(({ origin }) => origin))).toEqual(new Set(['estimated']));
  expect(new Set(steps.map(({ confidence }) => confidence))).toEqual(new Set(['LOW']));
  expect(map.baseline.wall_time_ms).toBe(42);
  expect(map.steps[0]?.wall_time_ms).toBeCloseTo(42);
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
  const root = createProject({ 'scenarios/names.js': scenarioOf('--version') });
  await expect(mapOf(root, WALL_TIME)).rejects.toMatchObject({
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
  await expect(mapOf(root, {})).rejects.toMatchObject({ code: 'target-not-traced' });
});
