/** The cause that is planted is what a service is slow by: without it, and all else alike, it is not. */
import { afterAll, expect, test } from 'vitest';
import { SERVICE_NAMES, type ServiceName } from '../../../bench/services/planted-cause.ts';
import {
  closeUnits,
  measureBlock,
  metricValue,
} from '../../harness/executors/http/http-scenario.ts';
import { withService } from './with-service.ts';

afterAll(closeUnits);

/** In a closed load answers a second are connections / mean time of an answer. */
function answersPerSecond(name: ServiceName, isCured: boolean): Promise<number> {
  return withService(name, { isCured }, async (scenario) => {
    const { measurements } = await measureBlock({ ...scenario, durationMs: 1_000 });
    return metricValue(measurements, 'throughput');
  });
}

test.each(SERVICE_NAMES)('more than half of the time of %s is its planted cause', async (name) => {
  const planted = await answersPerSecond(name, false);
  const cured = await answersPerSecond(name, true);
  expect(cured / planted).toBeGreaterThan(2);
});
