import type { Drawn } from './run-of.ts';

/** What a function scenario measures. */
export const FUNCTION: Readonly<Record<string, Drawn>> = {
  wall_time: [1.2384, 0.02],
  cpu_time: [1.301, 0.03],
  allocated: [512_344, 0.0004],
  gc_time: [0.0421, 0.2],
  gc_count: [0.0312, 0.12],
  memory_peak: [71_303_168, 0.01],
  'event_loop_delay.p99': [11.2, 0.1],
};

/** What an http scenario measures. */
export const HTTP: Readonly<Record<string, Drawn>> = {
  'latency.p50': [3.412, 0.04],
  'latency.p90': [5.21, 0.06],
  'latency.p95': [6.874, 0.08],
  'latency.p99': [14.31, 0.2],
  'latency.p99_9': [31.7, 0.3],
  'latency.max': [48.2, 0.4],
  throughput: [14_231, 0.05],
  error_rate: [0, 0],
  cpu_time: [0.0612, 0.04],
  memory_peak: [98_566_144, 0.02],
};
