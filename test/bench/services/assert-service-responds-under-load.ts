import { expect } from 'vitest';
import type { ServiceName } from '../../../bench/services/planted-cause.ts';
import type { HttpScenario } from '../../../harness/model/scenario/scenario.ts';
import {
  closeUnits,
  measureBlock,
  metricValue,
} from '../../harness/executors/http/http-executor-test-setup.ts';
import { withService } from './run-with-fixture-service.ts';

/** Expects that the service answers without errors under a short load. */
export async function expectLoadSucceeds(scenario: HttpScenario): Promise<void> {
  const load = { type: 'closed', connections: 1 } as const;
  const during = (durationMs: number) =>
    measureBlock({ ...scenario, load, durationMs, warmupMs: 0 }).finally(closeUnits);
  let block = await during(300);
  // The first answer may take a while on a busy machine.
  if (block.measurements.throughput === undefined) block = await during(20_000);
  expect(metricValue(block.measurements, 'error_rate')).toBe(0);
  expect(metricValue(block.measurements, 'throughput')).toBeGreaterThan(0);
}

/** Opens a service and expects it to answer load without errors. */
export function expectServiceAnswers(name: ServiceName): Promise<void> {
  return withService(name, {}, expectLoadSucceeds);
}
