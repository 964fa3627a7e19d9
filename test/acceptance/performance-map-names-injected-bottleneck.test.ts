/**
 * Two of the services with a planted cause, profiled as a user would; a bench covers all ten, ten
 * times each. These tests need the machine for themselves.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openService } from '../../bench/services/open-service.ts';
import { readPlantedCause, type ServiceName } from '../../bench/services/planted-cause.ts';
import type {
  PerformanceMap,
  Step,
} from '../../harness/model/documents/performance-map-document.ts';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { findRepeatedQueries } from '../../plugins/team/profiler/collect-profile-findings.ts';
import { runCli } from '../support/run-cli.ts';

const PATIENCE_MS = 300_000;

const maps = new Map<ServiceName, Promise<PerformanceMap>>();

/** Each is profiled once. */
function mapOf(name: ServiceName): Promise<PerformanceMap> {
  const map = maps.get(name) ?? profile(name);
  maps.set(name, map);
  return map;
}

async function profile(name: ServiceName): Promise<PerformanceMap> {
  const { folder, env, close } = await openService(name);
  try {
    const args = ['profile', name, '--trials', '2', '--reporter', 'json=profile.json'];
    const { code, err } = await runCli(args, { cwd: folder, env });
    expect(err).not.toContain('a bug in perf-harness');
    expect(code).toBe(0);
    const text = readFileSync(join(folder, 'profile.json'), 'utf8');
    const { map } = profileReportSchema.parse(JSON.parse(text));
    if (map === undefined) throw new TypeError('there is no map');
    return map;
  } finally {
    await close();
  }
}

function flat(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flat(step.children)]);
}

describe('the map of causes planted in real services, from profiles of seconds of load', () => {
  test.each(['n-plus-one', 'cpu-in-package'] as const)(
    'names the planted cause of %s as the first bottleneck, with its place and type',
    async (name) => {
      const planted = readPlantedCause(name);
      const map = await mapOf(name);
      const [first] = map.top_bottlenecks;
      expect(first).toMatchObject({
        function: planted.function,
        location: `${planted.file}:${planted.line}`,
      });
      expect(planted.types).toContain(first?.type);
      expect(map.bottleneck_classification).toBe(first?.type);
      // Parts add up to the whole, and no step takes more time than its parent.
      const sum = map.steps.reduce((all, { time_share_pct: share }) => all + share, 0);
      expect(sum).toBeGreaterThan(90);
      expect(sum).toBeLessThan(100.01);
      for (const { wall_time_ms: wallMs, children } of flat(map.steps)) {
        const below = children.reduce((all, child) => all + child.wall_time_ms, 0);
        expect(below).toBeLessThanOrEqual(wallMs * 1.000_001);
      }
      // P811-28: code that only looks slow is reported and dismissed.
      for (const { verdict, location, share } of map.suspicion_stack) {
        if (planted.decoys.includes(location)) expect(verdict).toBe('dismissed');
        if (verdict === 'confirmed') expect(share).toBeGreaterThan(0);
      }
      expect(map.entry_point_info.type).toBe('api_endpoint');
    },
    PATIENCE_MS,
  );

  test(
    'TPP-03: counts what a route of a real server sends repeatedly, with its place',
    async () => {
      const planted = readPlantedCause('n-plus-one');
      const [first] = findRepeatedQueries(await mapOf('n-plus-one'));
      expect(first?.location).toBe(`${planted.file}:${planted.atLine}`);
      expect(first?.route).toContain('/customers/');
      // One query for each of the orders that the first query returns.
      expect(first?.queries).toBeGreaterThan(90);
    },
    PATIENCE_MS,
  );
});
