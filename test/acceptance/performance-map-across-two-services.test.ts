/** The way of an operation through two services, both started by the scenario, profiled as a user would. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type PerformanceMap,
  performanceMapSchema,
  type Step,
} from '../../harness/model/documents/performance-map-document.ts';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { flattenOperationSteps } from '../../harness/model/program/operation-time-breakdown-step-schema.ts';
import { createMultiServiceProject } from '../support/multi-service-project.ts';
import { runCli } from '../support/run-cli.ts';

const PATIENCE_MS = 300_000;

async function mapOf(url: string) {
  const cwd = createMultiServiceProject(url);
  const args = ['profile', 'orders', '--trials', '2', '--reporter', 'json=profile.json'];
  const { code, err } = await runCli(args, { cwd });
  expect(code, err).toBe(0);
  const text = readFileSync(join(cwd, 'profile.json'), 'utf8');
  const { map, findings } = profileReportSchema.parse(JSON.parse(text));
  if (map === undefined) throw new TypeError('there is no map');
  return { map, findings };
}

function named(map: PerformanceMap, name: string | RegExp): Step {
  const found = flattenOperationSteps(map.steps).find((step) =>
    typeof name === 'string' ? step.function === name : name.test(step.function),
  );
  if (found === undefined) throw new TypeError(`there is no step ${String(name)}`);
  return found;
}

/** Expects that children of a step take no longer than it, and no share exceeds 100 %. */
function expectSums(steps: readonly Step[]): void {
  for (const { wall_time_ms: wallMs, children, time_share_pct: share } of flattenOperationSteps(
    steps,
  )) {
    const below = children.reduce((all, child) => all + child.wall_time_ms, 0);
    expect(below).toBeLessThanOrEqual(wallMs * 1.000_001);
    expect(share).toBeLessThan(100.01);
  }
}

describe('the performance map of two real services under seconds of load', () => {
  it(
    'P811-15: puts the measured steps of both services, with calls back to the first, in one tree',
    async () => {
      const { map } = await mapOf('/orders/7');
      expect(map.service_topology).toMatchObject({
        gateway: 'services/gateway',
        users: 'services/users',
      });
      const load = named(map, 'loadOrder');
      expect(load).toMatchObject({ service: 'gateway', type: 'function_call' });
      // A single step for all trials, although the service's port differs between them.
      const asked = load.children.filter(({ type }) => type === 'http_call');
      expect(asked).toHaveLength(1);
      expect(asked[0]).toMatchObject({
        function: 'GET users/users/:id',
        service: 'users',
        step_type: 'I/O-Network',
      });
      expect(asked[0]?.calls).toBeCloseTo(1);
      // 20 ms of sleep, 12 ms of computation, and 8 ms of sleep in the calling service.
      expect(asked[0]?.wall_time_ms).toBeGreaterThan(38);
      const find = named(map, 'findUser');
      expect(find).toMatchObject({ service: 'users', id: expect.stringMatching(/^1\.1\.1\./) });
      expect(find.children.find(({ type }) => type === 'timer')?.wall_time_ms).toBeGreaterThan(18);
      const rank = named(map, 'rank');
      expect(rank).toMatchObject({ service: 'users', location: 'services/users/rank.js:1' });
      expect(rank.wall_time_ms).toBeGreaterThan(8);
      expect(rank.wall_time_ms).toBeLessThan(0.7 * load.wall_time_ms);
      const back = named(map, 'GET gateway/names/:id');
      expect(back).toMatchObject({ service: 'gateway', location: 'services/users/server.js:12' });
      expect(named(map, 'readName')).toMatchObject({
        service: 'gateway',
        id: expect.stringMatching(new RegExp(`^${back.id}\\.`)),
      });
      expectSums(map.steps);
      for (const { service } of flattenOperationSteps(map.steps))
        expect(['gateway', 'users']).toContain(service);
      expect(map.lacks).toEqual([]);
      expect(map.top_bottlenecks.map((bottleneck) => bottleneck.function)).toContain('rank');
    },
    PATIENCE_MS,
  );

  it(
    'P811-15: ends even when services call each other repeatedly',
    async () => {
      const { map } = await mapOf('/chains/3');
      const steps = flattenOperationSteps(map.steps);
      // Two requests there and one back; repeated calls are merged into the step where they first
      // occurred.
      expect(steps.filter((step) => step.function === 'askOn')).toHaveLength(1);
      const [there, ...again] = steps.filter((step) => step.function === 'GET users/chains/:id');
      expect(again).toEqual([]);
      expect(there?.calls).toBeCloseTo(2);
      expect(named(map, 'GET gateway/chains/:id').calls).toBeCloseTo(1);
      expectSums(map.steps);
      expect(map.lacks).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'P811-16, V813-11: reports a missing service of the topology, neither as External nor as slow',
    async () => {
      const { map, findings } = await mapOf('/bills/3');
      const asked = named(map, /billing/);
      expect(asked).toMatchObject({
        function: 'GET billing/bills/:id',
        service: 'billing',
        step_type: 'Unknown',
        children: [],
      });
      expect(map.lacks).toContain('service billing profiled at surface level only');
      expect(findings).toContainEqual(
        expect.objectContaining({
          id: 'service-not-profiled',
          message: 'service billing profiled at surface level only',
        }),
      );
      expect(map.wrong_tool_indicators).not.toContain('external_service_no_alternative');
      for (const { type } of map.top_bottlenecks) expect(type).not.toBe('External');
      expect(performanceMapSchema.safeParse({ ...map, lacks: [] }).error?.issues[0]?.message).toBe(
        'service billing profiled at surface level only',
      );
    },
    PATIENCE_MS,
  );
});
