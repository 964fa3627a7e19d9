import type { PlannedTrial } from '../../harness/model/executor.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';

/** A server with fully known behavior, and the generator that loads it. */
export interface SimulatedServer {
  /** Requests a second that it can do. */
  readonly capacity: number;
  /** Standard deviation of the logarithm of its capacity from run to run. */
  readonly spread: number;
  /** Response time without load, milliseconds. */
  readonly baseMs: number;
  /** Share of runs that a pause of the machine spoils. */
  readonly lapses: number;
  /** Number of cores kept busy at its capacity. */
  readonly cores: number;
  /** Requests a second that the generator can send. */
  readonly generator: number;
}

/** A load run as a queue makes it: times rise near the capacity, and grow with time beyond it. */
export function simulateLoad(
  server: SimulatedServer,
  load: { readonly rate: number; readonly durationMs: number },
  trial: PlannedTrial,
  random: Random,
): CompletedTrial {
  const { rate, durationMs } = load;
  const own = server.capacity * Math.exp(server.spread * normal(random));
  const sent = Math.min(rate, server.generator);
  const use = sent / own;
  const waitingMs = (server.baseMs * 0.2 * Math.min(use, 0.98)) / (1 - Math.min(use, 0.98));
  const growingMs = Math.max(0, use - 1) * durationMs;
  const pauseMs = random.next() < server.lapses ? 600 : 0;
  const lagMs = rate > server.generator ? (rate / server.generator - 1) * durationMs : 0.2;
  const p50 =
    (server.baseMs + waitingMs + growingMs / 2 + lagMs / 2) * Math.exp(0.02 * normal(random));
  const p99 =
    (3 * (server.baseMs + waitingMs) + growingMs + lagMs) * Math.exp(0.05 * normal(random)) +
    pauseMs;
  const measurements = {
    'latency.p50': p50,
    'latency.p95': (p50 + p99) / 2,
    'latency.p99': p99,
    throughput: Math.min(sent, own) * (1 - Math.min(p50 / durationMs, 0.5) * (use > 1 ? 0 : 1)),
    error_rate: 0,
    cpu_time: (1_000 * server.cores) / server.capacity,
  };
  const block = {
    operations: Math.round((rate * durationMs) / 1_000),
    durationMs,
    measurements,
    notes: { model: 'open', generator_saturated: lagMs > 5, schedule_lag_p99_ms: lagMs },
  };
  return {
    state: 'completed',
    ...trial,
    startedAt: '2026-03-04T05:06:07.000Z',
    startedMs: trial.index * 6_000,
    durationMs: durationMs + 1_000,
    measurements,
    unavailable: {},
    blocks: [block],
  };
}

/** A standard normal draw (Box & Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
