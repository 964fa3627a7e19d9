import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import { simulateCapacitySearch } from './simulate-capacity-search.ts';
import { GOLDEN_ENVIRONMENT } from './simulated-run-records.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** A single-threaded server. */
const SERVER: SimulatedServer = {
  capacity: 1_830,
  spread: 0.02,
  baseMs: 2.1,
  lapses: 0,
  cores: 0.97,
  generator: 20_000,
};

const documents = {
  'capacity-found': await simulateCapacitySearch(SERVER, GOLDEN_ENVIRONMENT),
  'capacity-waiting': await simulateCapacitySearch(
    { ...SERVER, capacity: 88, cores: 0.08 },
    GOLDEN_ENVIRONMENT,
    {
      scenario: 'pool of | `two` <connections>',
      keep: ['latency.p99 < 100 ms', 'error_rate < 0.1 %'],
      maxTimeMs: 120_000,
    },
  ),
  'capacity-lower-bound': await simulateCapacitySearch(
    { ...SERVER, capacity: 90_000, generator: 9_000 },
    GOLDEN_ENVIRONMENT,
  ),
  'capacity-none': await simulateCapacitySearch({ ...SERVER, baseMs: 400 }, GOLDEN_ENVIRONMENT),
} satisfies Readonly<Record<string, CapacityReport>>;

/** Returns capacity searches against simulated servers, one for each outcome. */
export function capacityDocuments() {
  return documents;
}
