import type { ServerSide } from '../../model/server-side.ts';
import type { Block } from '../../model/trial.ts';
import { serverBusy } from '../server/server-busy.ts';
import type { GeneratorAccount } from './load-messages.ts';

/**
 * Above this share of time that its event loop is not idle, the generator of the closed model sets
 * the pace, unless the server is busier still. In a closed loop of two stations the busier one does.
 */
const SATURATED_SHARE = 0.9;
/** The same where nothing is known of the server. */
const SATURATED_ALONE = 0.95;
/** The open model keeps its schedule when requests start, and answers are taken, within this, milliseconds. */
const LATE_MS = 5;
/** What one request in ten starts late has to come to of the 95th percentile, which it is part of. */
const SHIFTED_SHARE = 0.1;

/** How the generator did, as checks read it. */
export function generatorNotes(
  generator: GeneratorAccount,
  side: ServerSide | null,
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

/** The share of the time that it was asked anything; a short load is half opening and closing. */
function busyUnderLoad(side: ServerSide | null, windowMs: number): number | null {
  const busy = serverBusy(side);
  if (busy === null || side === null || windowMs === 0) return busy;
  return Math.min(1, (busy * Math.max(side.durationMs, windowMs)) / windowMs);
}

function setsThePace({ utilization }: GeneratorAccount, busy: number | null): boolean {
  if (busy === null) return utilization > SATURATED_ALONE;
  return utilization > SATURATED_SHARE && utilization > busy;
}
