import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import type { Trial } from '../model/trial.ts';
import { formatPercent } from './format-check-numbers.ts';
import { collectBlockNotes, readNumericNotes } from './read-numeric-trial-annotations.ts';

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** Sentence on failed requests and the response times, by kind of scenario. */
const PART_OF = {
  http: 'Failed requests are excluded from the response times.',
  k6: 'k6 includes failed requests in the response times; for successful requests only, see k6.http_req_duration{expected_response:true}.',
} as const;
const REMEDY = {
  http: "Inspect the server's responses; if such a status is expected, add it to `expectStatus`; if the server is overloaded, lower `connections` or `rate`.",
  k6: "Inspect the server's responses; if such a status is expected, declare it with http.expectedStatuses(); if the server is overloaded, use fewer virtual users.",
} as const;

/** Requests failed: a fast failure is not a fast response. */
export const targetErrors: CheckAfter = {
  id: 'target-errors',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'http' && scenario.kind !== 'k6') return [];
    const notes = collectBlockNotes(measured);
    const failed = sum(readNumericNotes(notes, 'failed_requests'));
    if (failed === 0) return [];
    const requests = sum(readNumericNotes(notes, 'requests'));
    const kinds = addUp(
      notes.flatMap(({ failures }) => (typeof failures === 'string' ? failures : [])),
    );
    const cut = notes.some((note) => note.cut_short === true)
      ? ' A load run was stopped early because the load generator could no longer connect.'
      : '';
    return [
      {
        id: targetErrors.id,
        level: 'warning',
        metric: 'error_rate',
        message: `${failed} of ${requests} requests failed (${formatPercent(failed / requests, 2)})${kinds === '' ? '' : `: ${kinds}`}. ${PART_OF[scenario.kind]}${cut}`,
        remedy: REMEDY[scenario.kind],
      },
    ];
  },
};

/** Adds up lists such as `timeout: 3, status 500: 2`. */
function addUp(lists: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const [, kind = '', count] of lists.join(', ').matchAll(/([^,]+): (\d+)/g)) {
    const name = kind.trim();
    counts.set(name, (counts.get(name) ?? 0) + Number(count));
  }
  return [...counts].map(([name, count]) => `${name}: ${count}`).join(', ');
}

/** Sources that plain Node.js cannot load: the measured code is their compiled output. */
export const transformedSources: CheckAfter = {
  id: 'transformed-sources',
  check: ({ measured }) => {
    const notes = collectBlockNotes(measured);
    const count = Math.max(0, ...readNumericNotes(notes, 'transformed_files'));
    if (count === 0) return [];
    const by = notes.find(({ transformed_by }) => transformed_by !== undefined)?.transformed_by;
    const files = count === 1 ? 'One file was' : `${count} files were`;
    return [
      {
        id: transformedSources.id,
        level: 'info',
        message: `${files} transformed by ${by}, because Node.js cannot load them directly.`,
        remedy: 'To measure the shipped code instead, import the build output.',
      },
    ];
  },
};

/** A command left processes behind when it ended: their later work was not measured. */
export const outlivedProcesses: CheckAfter = {
  id: 'outlived-processes',
  check: ({ measured, scenario }) => {
    const notes = collectBlockNotes(measured);
    const concerned = notes.filter(({ outlived }) => typeof outlived === 'number' && outlived > 0);
    if (concerned.length === 0) return [];
    const most = Math.max(...readNumericNotes(concerned, 'outlived'));
    const names = new Set(
      concerned.flatMap(({ outlivedNames }) =>
        typeof outlivedNames === 'string' ? outlivedNames.split(', ') : [],
      ),
    );
    return [
      {
        id: outlivedProcesses.id,
        level: 'warning',
        message: `"${scenario.name}" left up to ${most} processes running in ${concerned.length} of ${notes.length} trials (${[...names].join(', ')}); they were terminated, and their work is not included in the results.`,
        remedy: 'Make the command wait for the processes it starts.',
      },
    ];
  },
};

/** A page was still busy when it was waited for no longer, so that its counts are of that moment. */
export const notAtRest: CheckAfter = {
  id: 'not-at-rest',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'page') return [];
    const notes = collectBlockNotes(measured);
    const busy = notes.filter(({ is_at_rest: isAtRest }) => isAtRest === false);
    if (busy.length === 0) return [];
    return [
      {
        id: notAtRest.id,
        level: 'warning',
        message: `The page was still busy after ${scenario.restTimeoutMs / 1_000} s in ${busy.length} of ${notes.length} trials, so its requests, bytes, CPU time and heap cover only the work done by then.`,
        remedy:
          'Look for polling, streaming or endless animation, or give the page more time with `restTimeout`.',
      },
    ];
  },
};

/** A command ended with several of its permitted exit codes: its runs are not comparable. */
export const mixedExitCodes: CheckAfter = {
  id: 'mixed-exit-codes',
  check: ({ measured, scenario }) => {
    const counts = new Map<number, number>();
    for (const code of readNumericNotes(collectBlockNotes(measured), 'exit_code')) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    if (counts.size < 2) return [];
    const listed = [...counts]
      .toSorted(([count], [other]) => count - other)
      .map(([code, count]) => `${code} in ${count}`);
    return [
      {
        id: mixedExitCodes.id,
        level: 'warning',
        message: `"${scenario.name}" exited with different codes (${listed.join(', ')} trials). Runs with different exit codes do different work, so the results mix several kinds of work.`,
        remedy:
          'Give the command the same input in each trial, or list only one code in `exitCodes`.',
      },
    ];
  },
};

/** Reports metrics requested, or named by a budget or allowed regression, but never measured. */
export const metricMissing: CheckAfter = {
  id: 'metric-missing',
  check: ({ scenario, measured, metrics, unavailable, field }) => {
    // Without any measured unit every metric is missing, and another check reports why.
    if (measured.length === 0) return [];
    const { budgets, regression } = scenario;
    const limited = new Set([...budgets.map(({ metric }) => metric), ...Object.keys(regression)]);
    const wanted = [...new Set([...limited, ...scenario.metrics])];
    return wanted
      .filter((name) => metrics[name] === undefined && field?.metrics[name] === undefined)
      .map((name) => ({
        id: metricMissing.id,
        level: limited.has(name) ? 'error' : 'warning',
        metric: name,
        message: `${name} was not measured: ${unavailable[name] ?? `scenarios of kind ${scenario.kind} do not report it`}.`,
        remedy: limited.has(name)
          ? `Remove the limit for ${name}, or measure where the metric is available.`
          : `Remove ${name} from \`metrics\`, or measure where the metric is available.`,
      }));
  },
};

/** Reports blocked hosts that a page requested: their responses are in none of its numbers. */
export const blockedHosts: CheckAfter = {
  id: 'blocked-hosts',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'page') return [];
    const lists = collectBlockNotes(measured).flatMap(({ blocked_hosts: hosts }) =>
      typeof hosts === 'string' ? hosts.split(', ') : [],
    );
    const hosts = [...new Set(lists)];
    if (hosts.length === 0) return [];
    return [
      {
        id: blockedHosts.id,
        level: 'info',
        message: `Requests from the page to ${hosts.join(', ')} were blocked, so the page was measured without their responses.`,
        remedy: `To allow these hosts: ${hosts.map((host) => `--allow-remote ${host}`).join(' ')}.`,
      },
    ];
  },
};

/** Reports iterations k6 dropped for lack of a free virtual user: less load than requested. */
export const droppedIterations: CheckAfter = {
  id: 'dropped-iterations',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'k6') return [];
    const notes = collectBlockNotes(measured);
    const sum = (name: string): number =>
      readNumericNotes(notes, name).reduce((total, value) => total + value, 0);
    const dropped = sum('dropped_iterations');
    if (dropped === 0) return [];
    const due = dropped + sum('iterations');
    return [
      {
        id: droppedIterations.id,
        level: 'warning',
        message: `k6 dropped ${dropped} of ${due} iterations (${formatPercent(dropped / due, 2)}) because no virtual user was free when they were due, so the actual rate fell below the script's rate exactly when responses were slow.`,
        remedy:
          'In the script, raise `preAllocatedVUs` and `maxVUs` above the rate multiplied by the longest iteration time, or lower the rate.',
      },
    ];
  },
};

type FailedTrial = Extract<Trial, { state: 'failed' }>;

/** Units failed without a measurement. */
export const failedTrials: CheckAfter = {
  id: 'failed-trials',
  check: ({ trials }) => {
    const failed = trials.filter((trial): trial is FailedTrial => trial.state === 'failed');
    const first = failed[0];
    if (first === undefined) return [];
    const { failure, index, warmup } = first;
    const which = warmup ? `trial ${index} (warm-up)` : `trial ${index}`;
    const others = failed.length === 1 ? '' : ` (${failed.length} trials failed in total)`;
    return [
      {
        id: failedTrials.id,
        level: 'error',
        message: `${which} failed: ${failure.message.trim().split('\n')[0]}${others}.`,
        ...(failure.remedy !== undefined && { remedy: failure.remedy }),
      },
    ];
  },
};
