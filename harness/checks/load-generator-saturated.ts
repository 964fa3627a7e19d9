import type { CheckAfter } from '../model/check.ts';
import type { HttpScenario } from '../model/scenario.ts';
import { median } from '../stats/quantile.ts';
import { notesOf, numbersIn } from './block-notes.ts';
import { percent } from './percent.ts';

/** Share of the trials in which the generator may have been at its limit. */
export const MAX_SHARE = 0.3;

/** The load generator was at its limit, so the numbers are its own as much as the server's. */
export const loadGeneratorSaturated: CheckAfter = {
  id: 'load-generator-saturated',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'http') return [];
    const notes = notesOf(measured);
    const saturated = notes.filter((one) => one.generator_saturated === true);
    if (saturated.length <= notes.length * MAX_SHARE) return [];
    const cpuShare = median(numbersIn(saturated, 'generator_cpu_share'));
    const lags = numbersIn(saturated, 'schedule_lag_p99_ms');
    const how =
      lags.length === 0
        ? `it used ${percent(cpuShare, 0)} of a core`
        : `one request in a hundred started ${median(lags).toFixed(1)} ms late or later`;
    return [
      {
        id: loadGeneratorSaturated.id,
        level: 'warning',
        message: `The load generator was at its limit in ${saturated.length} of ${notes.length} trials: ${how}. Response times and throughput are partly its own.`,
        remedy: remedyFor(scenario, Math.max(0, ...numbersIn(saturated, 'queued_requests'))),
      },
    ];
  },
};

function remedyFor({ load }: HttpScenario, queued: number): string {
  if (load.type === 'closed') {
    const fewer = load.connections > 1 ? `fewer than ${load.connections} connections, or ` : '';
    return `Use ${fewer}a \`rate\` below what the server can do; the server's own cpu_time per request stays meaningful.`;
  }
  return queued > 0
    ? `Lower the rate of ${load.rate}/s, or raise \`maxConnections\` above ${load.maxConnections}: up to ${queued} requests of a trial had to wait for a connection.`
    : `Lower the rate of ${load.rate}/s.`;
}
