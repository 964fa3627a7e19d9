import { UnitFailure } from '../../model/executor.ts';
import type { HttpScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { latencyMetrics } from '../latency/latency-metrics.ts';
import type { Counted } from '../probe/counted.ts';
import type { ServerUse } from '../server/server-usage.ts';
import { generatorNotes } from './generator-notes.ts';
import type { LoadResult } from './load-messages.ts';

/**
 * What a load run came to. @throws UnitFailure where every request failed: the times of errors are
 * not response times.
 */
export function toBlock(
  scenario: HttpScenario,
  result: LoadResult,
  { counted: usage, side }: ServerUse,
  isTurn = false,
): Block {
  const { latencies, requests, failed, histogram } = result;
  if (latencies === null) throw allFailed(scenario, result);
  const times = latencyMetrics(latencies, requests - failed);
  const throughput = isTurn ? throughputOfTurn(result) : throughputOf(result);
  return {
    operations: requests,
    durationMs: result.windowMs,
    measurements: {
      ...times.measurements,
      ...throughput.measurements,
      error_rate: failed / requests,
      ...usage.measurements,
    },
    unavailable: { ...times.unavailable, ...throughput.unavailable, ...usage.unavailable },
    ...(histogram === null ? {} : { histogram }),
    ...(side === null ? {} : { serverSide: side }),
    notes: notesOf(scenario, result, side),
  };
}

function throughputOf({ completedInWindow, windowMs }: LoadResult): Counted {
  if (completedInWindow > 0 && windowMs > 0) {
    const throughput = completedInWindow / (windowMs / 1_000);
    return { measurements: { throughput }, unavailable: {} };
  }
  const reason = 'no request was completed while the load ran; give it a longer duration';
  return { measurements: {}, unavailable: { throughput: reason } };
}

/**
 * A turn is so short that each connection gets two or three answers in it, all beginning at once: how
 * many are complete at its end says more about its length than about the server. So answers are
 * counted over the time that their connections were busy.
 */
function throughputOfTurn(result: LoadResult): Counted {
  const { busyMs, requests, failed } = result;
  if (busyMs === null || busyMs === 0) return throughputOf(result);
  return { measurements: { throughput: (requests - failed) / (busyMs / 1_000) }, unavailable: {} };
}

/** A turn without a single success, as may come about where some requests fail: it has no times. */
export function failedTurn(scenario: HttpScenario, result: LoadResult): Block {
  return {
    operations: result.requests,
    durationMs: result.windowMs,
    measurements: { error_rate: 1 },
    notes: notesOf(scenario, result, null),
  };
}

/** Facts that checks and readers of the record want to know. */
function notesOf(
  { load }: HttpScenario,
  result: LoadResult,
  side: ServerUse['side'],
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
  timeout: 'no answer within the time limit',
  closed: 'connection closed without an answer',
  'cut short': 'connection closed within an answer',
  unreadable: 'answer that is not HTTP',
  ECONNREFUSED: 'connection refused',
};

/** @param result - One without a single success. */
export function allFailed(
  { request }: Pick<HttpScenario, 'request'>,
  { requests, failures }: Pick<LoadResult, 'requests' | 'failures'>,
  output?: string,
): UnitFailure {
  const { method, url } = request;
  if (requests === 0) {
    return new UnitFailure({
      reason: 'unreachable',
      message: `no request to ${method} ${url} could be sent`,
      remedy: 'Check that the server accepts connections.',
      output,
    });
  }
  const kinds = Object.entries(failures).map(
    ([kind, count]) => `${count} × ${KINDS[kind] ?? kind}`,
  );
  return new UnitFailure({
    reason: 'unreachable',
    message: `all ${requests} requests to ${method} ${url} failed: ${kinds.join(', ')}`,
    remedy:
      failures.timeout === requests
        ? 'Give the request a longer `timeout`, or look for what the server waits for.'
        : 'Try the request by hand; where another status is the right answer, name it in `expectStatus`.',
    output,
  });
}

function listCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ');
}
