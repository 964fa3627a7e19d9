import {
  GENERATOR_SATURATED,
  isPacedByGenerator,
  listLoadRuns,
  MAX_SATURATED_SHARE,
} from '../model/load-generator-saturation.ts';
import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import type { HttpScenario, Scenario } from '../model/scenario/scenario.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { formatPercent } from './format-check-numbers.ts';
import { readNumericNotes } from './read-numeric-trial-annotations.ts';

type Notes = ReturnType<typeof listLoadRuns>;

const LAG = 'schedule_lag_p99_ms';
const WAIT = 'generator_wait_p99_ms';

/**
 * Reports a generator at its limit, which makes the run void; a schedule missed by a few per cent
 * of the requests is only reported.
 */
export const loadGeneratorSaturated: CheckAfter = {
  id: GENERATOR_SATURATED,
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'http' && scenario.kind !== 'k6') return [];
    const notes = listLoadRuns(measured);
    const saturated = withNote(notes, 'generator_saturated');
    if (isPacedByGenerator(notes)) {
      return [
        {
          id: loadGeneratorSaturated.id,
          level: 'error',
          message: `The load generator was at its limit in ${saturated.length} of ${notes.length} load runs, so response times and throughput reflect the generator and are not judged: ${howOf(scenario, saturated)}.`,
          remedy: remedyFor(
            scenario,
            Math.max(0, ...readNumericNotes(saturated, 'queued_requests')),
          ),
        },
      ];
    }
    const late = withNote(notes, 'generator_late');
    if (late.length <= notes.length * MAX_SATURATED_SHARE) return [];
    return [
      {
        id: loadGeneratorSaturated.id,
        level: 'warning',
        metric: 'latency.p99',
        message: `The load generator was occasionally late in ${late.length} of ${notes.length} load runs: one request in a hundred ${latenessOf(late)}. The longest response times include this delay.`,
        remedy: isStarved(late)
          ? 'Stop other workloads on the machine, or give it more cores.'
          : remedyFor(scenario, Math.max(0, ...readNumericNotes(late, 'queued_requests'))),
      },
    ];
  },
};

function withNote(notes: Notes, name: string): Notes {
  return notes.filter((note) => note[name] === true);
}

/** Describes the lateness of sending or of reading the response, whichever is longer. */
function latenessOf(late: Notes): string {
  return isStarved(late)
    ? `waited at least ${middleOf(late, WAIT).toFixed(1)} ms in the load generator, which was starved of CPU time`
    : `started at least ${middleOf(late, LAG).toFixed(1)} ms late`;
}

/** True if other processes took the generator's processor; unreported waits count as none. */
function isStarved(late: Notes): boolean {
  return middleOf(late, WAIT) > middleOf(late, LAG);
}

function middleOf(notes: Notes, name: string): number {
  return median(readNumericNotes(notes, name));
}

/** Describes the limit that the generator reached. */
function howOf(scenario: Scenario, saturated: Notes): string {
  const middle = (name: string): number => middleOf(saturated, name);
  const has = (name: string): boolean => readNumericNotes(saturated, name).length > 0;
  const server = has('server_busy')
    ? `, the server ${formatPercent(middle('server_busy'), 0)}`
    : '';
  if (has('schedule_lag_p90_ms')) {
    return `one request in ten started at least ${middle('schedule_lag_p90_ms').toFixed(1)} ms late`;
  }
  if (scenario.kind === 'k6') {
    return `k6 used ${middle('generator_cpu_cores').toFixed(2)} of ${middle('generator_cores')} cores, and its waits for CPU amounted to ${formatPercent(middle('generator_wait_share'), 0)} of all response time${server === '' ? '' : `; the server was busy${server.replace(', the server', '')} of the time`}`;
  }
  return `it was busy ${formatPercent(middle('generator_utilization'), 0)} of the time (${formatPercent(middle('generator_cpu_share'), 0)} of a core)${server}`;
}

function remedyFor(scenario: Scenario, queued: number): string {
  if (scenario.kind !== 'http') {
    return "Use fewer virtual users or a lower rate, drop checks and groups that the script does not need, or give k6 more cores; the server's cpu_time per request remains valid.";
  }
  return httpRemedy(scenario, queued);
}

function httpRemedy({ load }: HttpScenario, queued: number): string {
  if (load.type === 'closed') {
    const fewer = load.connections > 1 ? `fewer than ${load.connections} connections, or ` : '';
    return `Use ${fewer}a \`rate\` below the capacity of the server; the server's cpu_time per request remains valid.`;
  }
  return queued > 0
    ? `Lower the rate of ${load.rate}/s, or raise \`maxConnections\` above ${load.maxConnections}: up to ${queued} requests per load run had to wait for a connection.`
    : `Lower the rate of ${load.rate}/s.`;
}
