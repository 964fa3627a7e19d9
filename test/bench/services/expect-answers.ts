import { expect } from 'vitest';
import type { ServiceName } from '../../../bench/services/planted-cause.ts';
import type { HttpScenario } from '../../../harness/model/scenario/scenario.ts';
import { closeUnits, measureOnce, value } from '../../harness/executors/http/http-scenario.ts';
import { withService } from './measured-service.ts';

/** It answers without an error, for a moment. */
export async function expectLoad(scenario: HttpScenario): Promise<void> {
  // One connection, so that a busy machine has an answer by then too.
  const load = { type: 'closed', connections: 1 } as const;
  const block = await measureOnce({ ...scenario, load, durationMs: 500, warmupMs: 0 }).finally(
    closeUnits,
  );
  expect(value(block.measurements, 'error_rate')).toBe(0);
  expect(value(block.measurements, 'throughput')).toBeGreaterThan(0);
}

/** The same of a service that is opened for it. */
export function expectAnswers(name: ServiceName): Promise<void> {
  return withService(name, {}, expectLoad);
}
