import { UnitFailure } from '../../model/executor.ts';
import type { HttpScenario } from '../../model/scenario/scenario.ts';
import type { ServerMeasurements } from '../../model/server-measurements.ts';
import type { Block } from '../../model/trial.ts';
import { latencyReadings } from '../latency/latency-metrics.ts';
import { splitReadings } from '../metric-readings.ts';
import { computeServerUtilization } from '../server/compute-server-metrics.ts';
import type { ServerUsage } from '../server/measure-server-resource-usage.ts';
import type { GeneratorPerformance, LoadResult } from './load-generator-messages.ts';

export function createLoadMeasurementBlock(
  scenario: HttpScenario,
  result: LoadResult,
  { counted, side }: ServerUsage,
  isAlternating = false,
): Block {
  const { latencies, requests, failed, histogram } = result;
  if (latencies === null) throw allRequestsFailed(scenario, result);
  return {
    operations: requests,
    durationMs: result.windowMs,
    ...splitReadings({
      ...latencyReadings(latencies, requests - failed),
      throughput: throughputOf(result, isAlternating),
      error_rate: failed / requests,
      ...counted,
    }),
    ...(histogram === null ? {} : { histogram }),
    ...(side === null ? {} : { serverSide: side }),
    notes: notesOf(scenario, result, side),
  };
}

/**
 * Returns the requests per second, or why there are none. An alternating round is too short to use
 * its length: its connections' busy time counts.
 */
function throughputOf(result: LoadResult, isAlternating: boolean): number | string {
  const { busyMs, completedInWindow, requests, failed, windowMs } = result;
  if (isAlternating && busyMs !== null && busyMs > 0) return (requests - failed) / (busyMs / 1_000);
  return completedInWindow > 0 && windowMs > 0
    ? completedInWindow / (windowMs / 1_000)
    : 'no request completed during the load run; use a longer duration';
}

/** Creates a round's block without successes, possible if some fail; it has no response times. */
export function createFailedBlock(scenario: HttpScenario, result: LoadResult): Block {
  return {
    operations: result.requests,
    durationMs: result.windowMs,
    measurements: { error_rate: 1 },
    notes: notesOf(scenario, result, null),
  };
}

function notesOf(
  { load }: HttpScenario,
  result: LoadResult,
  side: ServerUsage['side'],
): Record<string, string | number | boolean> {
  const { generator, statuses, failures } = result;
  return {
    model: load.type,
    requests: result.requests,
    failed_requests: result.failed,
    statuses: listCounts(statuses),
    ...(result.failed > 0 ? { failures: listCounts(failures) } : {}),
    ...generatorNotes(generator, side, {
      latencyP95Ms: result.latencies?.p95 ?? 0,
      windowMs: result.windowMs,
    }),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  timeout: 'no response within the time limit',
  closed: 'connection closed without a response',
  'cut short': 'connection closed during a response',
  unreadable: 'non-HTTP response',
  ECONNREFUSED: 'connection refused',
};

/** @param result - A result without any success. */
export function allRequestsFailed(
  { request }: Pick<HttpScenario, 'request'>,
  { requests, failures }: Pick<LoadResult, 'requests' | 'failures'>,
  output?: string,
): UnitFailure {
  const { method, url } = request;
  if (requests === 0) {
    return new UnitFailure({
      reason: 'unreachable',
      message: `no ${method} request to ${url} could be sent`,
      remedy: 'Check that the server accepts connections.',
      output,
    });
  }
  const kinds = Object.entries(failures).map(
    ([kind, count]) => `${count} × ${KINDS[kind] ?? kind}`,
  );
  return new UnitFailure({
    reason: 'unreachable',
    message: `all ${requests} ${method} requests to ${url} failed: ${kinds.join(', ')}`,
    remedy:
      failures.timeout === requests
        ? 'Increase the `timeout` of the request, or find out what the server waits for.'
        : 'Try the request by hand; if another status is correct, set it in `expectStatus`.',
    output,
  });
}

function listCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ');
}

/** Busy share of the event loop above which the generator sets the pace, unless the server is busier still. */
const SATURATED_SHARE = 0.9;
/** The same limit if nothing is known about the server. */
const SATURATED_ALONE = 0.95;
/** Delay, ms, up to which the open model is on schedule, for starting requests and for answers. */
const LATE_MS = 5;
/** Share of 95th percentile response time above which 90th percentile schedule lag distorts it. */
const SHIFTED_SHARE = 0.1;

function generatorNotes(
  generator: GeneratorPerformance,
  side: ServerMeasurements | null,
  { latencyP95Ms, windowMs }: { readonly latencyP95Ms: number; readonly windowMs: number },
): NonNullable<Block['notes']> {
  const { scheduleLagP99Ms, scheduleLagP90Ms, waitP99Ms, queued, cutShort } = generator;
  const busy = busyUnderLoad(side, windowMs);
  return {
    generator_cpu_share: generator.cpuShare,
    generator_utilization: generator.utilization,
    generator_delay_p99_ms: generator.eventLoopDelayP99Ms,
    ...(busy === null ? {} : { server_busy: busy }),
    generator_saturated:
      scheduleLagP90Ms === null
        ? setsThePace(generator, busy)
        : scheduleLagP90Ms > Math.max(LATE_MS, SHIFTED_SHARE * latencyP95Ms),
    ...(scheduleLagP99Ms === null
      ? {}
      : {
          generator_late: Math.max(scheduleLagP99Ms, waitP99Ms ?? 0) > LATE_MS,
          schedule_lag_p99_ms: scheduleLagP99Ms,
        }),
    ...(waitP99Ms === null ? {} : { generator_wait_p99_ms: waitP99Ms }),
    ...(scheduleLagP90Ms === null ? {} : { schedule_lag_p90_ms: scheduleLagP90Ms }),
    ...(queued === null ? {} : { queued_requests: queued }),
    ...(cutShort ? { cut_short: true } : {}),
  };
}

/** Returns the busy share while requests were sent; opening and closing is half a short load. */
function busyUnderLoad(side: ServerMeasurements | null, windowMs: number): number | null {
  const busy = computeServerUtilization(side);
  if (busy === null || side === null || windowMs === 0) return busy;
  return Math.min(1, (busy * Math.max(side.durationMs, windowMs)) / windowMs);
}

function setsThePace({ utilization }: GeneratorPerformance, busy: number | null): boolean {
  if (busy === null) return utilization > SATURATED_ALONE;
  return utilization > SATURATED_SHARE && utilization > busy;
}
