import type { Finding } from 'perf-harness/plugin';
import {
  type RequestCell,
  type RequestTable,
  sumRequestCells,
} from '../observations/requests-by-interval.ts';
import {
  formatDuration,
  formatThreeDigits,
  formatTimestamp,
} from '../outputs/format-investigation-values.ts';
import type { LogSource } from '../read/log-format-reader-types.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import type { SparseSeries } from './find-metrics-changed-at-onset.ts';
import { MIN_VALUES_FOR_P95 } from './request-latency-and-error-statistics.ts';

/** Id of the finding that the order of time in a log is not to be relied on. */
export const CLOCK_WENT_BACK = 'log-clock-back';

export interface LogQualityInput {
  readonly requests: RequestTable;
  readonly sources: readonly LogSource[];
  /** All requests by interval. */
  readonly all: readonly (RequestCell | undefined)[];
  readonly namedService: string | null;
  /** Files that were named as having numbers over time. */
  readonly metrics: readonly string[];
  readonly sparse: readonly SparseSeries[];
  /** True if something degraded. */
  readonly isWorse: boolean;
}

export function collectLogQualityFindings(logs: LogQualityInput): readonly Finding[] {
  return [
    ...logs.sources.flatMap((source) => [...ofReading(source), ...ofClock(source)]),
    ...ofDurations(logs),
    ...ofMetrics(logs),
    ...ofWindow(logs),
    ...ofGap(logs),
    ...ofService(logs),
  ];
}

function* ofReading(source: LogSource): Generator<Finding> {
  const { file, format, lines, unread, trouble, assumedYear } = source;
  const [first] = source.examples;
  const example = first === undefined ? '' : ` First example: "${first}"`;
  if (format === null && lines > 0)
    yield {
      id: 'log-format',
      level: 'warning',
      message: `${file} is in an unknown format and is ignored.${example}`,
      remedy:
        'Map the fields of the file by word position, as in --map time=1,endpoint=3,status=4,value=5:ms, or by name.',
    };
  else if (unread > 0)
    yield warning(
      'log-lines-unread',
      `${unread} of ${lines} lines of ${file} could not be read.${example}`,
    );
  if (trouble !== null)
    yield warning(
      'log-cut-short',
      `${file} could not be read to the end (${trouble}); only the part before the failure is used.`,
    );
  if (!source.hasZone)
    yield info(
      'log-without-zone',
      `${file} does not state its time zone; its times are assumed to be UTC.`,
    );
  if (assumedYear !== null)
    yield info(
      'log-without-year',
      `${file} does not state the year of its times; ${assumedYear} is assumed.`,
    );
}

const warning = (id: string, message: string): Finding => ({ id, level: 'warning', message });
const info = (id: string, message: string): Finding => ({ id, level: 'info', message });

function* ofClock({ file, hasZone, clockJump }: LogSource): Generator<Finding> {
  if (clockJump === null) return;
  const { from, to } = clockJump;
  yield {
    id: CLOCK_WENT_BACK,
    level: 'warning',
    message: `The timestamps in ${file} go back by ${formatDuration(from - to)} at ${minuteOf(from)}. Lines with overlapping times are counted together, so this log cannot establish a cause.`,
    remedy: hasZone
      ? 'If the file merges two logs, pass each log separately: --logs a.log --logs b.log.'
      : 'If clocks were set back at the end of daylight saving time, add the time zone to the log; if the file merges two logs, pass each log separately: --logs a.log --logs b.log.',
  };
}

/** Share of requests with a duration below which it probably comes from the wrong place. */
const MOST_TIMED = 0.5;

/** Reports request logs without durations, such as the format `combined`. */
function* ofDurations({ sources }: LogQualityInput): Generator<Finding> {
  for (const { file, format, requests, durations } of sources) {
    const count = durations?.count ?? 0;
    if (requests === 0 || count >= requests * MOST_TIMED) continue;
    const isAccess = /^(?:common|combined|nginx|--log-format)/u.test(format ?? '');
    yield {
      id: 'log-without-durations',
      level: 'warning',
      message:
        count === 0
          ? `No durations were found in ${file}: none of its ${requests} requests has a duration.`
          : `Of the ${requests} requests in ${file}, only ${count} have a duration.`,
      remedy: isAccess
        ? "If the log lines contain durations, pass their format with --log-format: the text of nginx's log_format or Apache's LogFormat, or a file that contains it. Otherwise, have the server log $request_time or %D."
        : 'If the log lines contain durations, specify the field: --map value=<name>, or --map time=1,value=5:ms by word position.',
    };
  }
  const isRequests = sources.some(({ requests }) => requests > 0);
  if (isRequests || sources.every(({ format }) => format === null)) return;
  yield {
    id: 'log-without-durations',
    level: 'warning',
    message: 'No durations were found: no log line describes a request.',
    remedy:
      'If some lines do describe requests, map their fields by word position, as in --map time=1,endpoint=3,status=4,value=5:ms, or by name.',
  };
}

/** Series with too few points that are named. */
const MOST_SPARSE = 5;

function* ofMetrics({ sources, metrics, sparse }: LogQualityInput): Generator<Finding> {
  for (const { file, lines, points, requests } of sources) {
    if (!metrics.includes(file) || points > 0 || requests > 0 || lines === 0) continue;
    yield {
      id: 'metrics-not-read',
      level: 'warning',
      message: `${file} was passed with --metrics, but contains no readable time series.`,
      remedy:
        'Each line needs a time (ISO 8601, or seconds since 1970) and named numbers; the names come from a header line, key=value pairs, or the Prometheus format.',
    };
  }
  if (sparse.length === 0) return;
  const some = sparse
    .slice(0, MOST_SPARSE)
    .map(({ name, labels, points, pointsSince, before, after }) => {
      const of = `${name}${labels === '' ? '' : ` (${labels})`}`;
      const values =
        points === 0 || pointsSince === 0
          ? ''
          : `, ${formatThreeDigits(before)} → ${formatThreeDigits(after)}`;
      return `${sanitizeText(of, LONGEST_NAME)} (${points} before, ${pointsSince} since${values})`;
    });
  const more = sparse.length > MOST_SPARSE ? ` and ${sparse.length - MOST_SPARSE} more` : '';
  yield {
    id: 'metrics-few-points',
    level: 'warning',
    message: `There are too few points before or after the start of the incident to tell whether these metrics changed: ${some.join(', ')}${more}.`,
    remedy:
      'With --metrics, pass metrics that cover a longer period before or after the start of the incident, whichever has too few points.',
  };
}

function* ofWindow({ requests, all, isWorse }: LogQualityInput): Generator<Finding> {
  const { count, first, last } = requests.outside;
  const isEmpty = all.every((cell) => cell === undefined);
  if (count > 0 && isEmpty)
    yield {
      id: 'outside-window',
      level: 'warning',
      message: `All ${count} requests lie outside the analysed period: they range from ${minuteOf(first)} to ${minuteOf(last)}.`,
      remedy: `Analyse the period of the requests: --since ${minuteOf(first)} --until ${minuteOf(last + 60_000)}`,
    };
  else if (count > 0)
    yield info('outside-window', `${count} requests lie outside the analysed period.`);
  const seen = all.findIndex((cell) => cell !== undefined);
  if (!isWorse && seen !== -1)
    yield {
      id: 'no-beginning',
      level: 'info',
      message: `If the service was slow for the whole period, the slowdown began before ${formatTimestamp(new Date(requests.grid.start + seen * requests.grid.widthMs).toISOString())}.`,
      remedy: 'In that case, choose an earlier --since, and provide logs for the added time.',
    };
}

/** Intervals, and milliseconds, that a gap without requests must span to be reported. */
const [EMPTY_INTERVALS, EMPTY_MS] = [3, 5 * 60_000];

/** Reports the longest gap without requests, if traffic is dense enough to expect some there. */
function* ofGap({ requests: { grid }, sources, all }: LogQualityInput): Generator<Finding> {
  const filled = all.flatMap((cell, interval) => (cell === undefined ? [] : [interval]));
  if (sumRequestCells(all).count < filled.length * MIN_VALUES_FOR_P95) return;
  let [from, to] = [0, 0];
  for (const [index, interval] of filled.entries()) {
    const next = filled[index + 1] ?? interval;
    if (next - interval - 1 > to - from) [from, to] = [interval + 1, next];
  }
  if (to - from < EMPTY_INTERVALS || (to - from) * grid.widthMs < EMPTY_MS) return;
  const moment = (interval: number): string =>
    formatTimestamp(new Date(grid.start + interval * grid.widthMs).toISOString());
  const [start, end] = [moment(from), moment(to)];
  const isOneDay = start.slice(0, 10) === end.slice(0, 10);
  const set = sources.every(({ hasZone }) => hasZone)
    ? 'a clock was set forward'
    : 'a clock was set forward, for example for daylight saving time';
  yield info(
    'log-gap',
    `The logs contain no requests from ${start.slice(0, 16)} to ${isOneDay ? end.slice(11) : end}: none arrived, nothing was logged, or ${set}.`,
  );
}

const MOST_NAMED = 5;
const LONGEST_NAME = 60;

function* ofService({ requests, namedService }: LogQualityInput): Generator<Finding> {
  const names = [...requests.valuesOf('service').keys()];
  if (namedService === null || names.length === 0) return;
  const wanted = namedService.toLowerCase();
  if (names.some((name) => name.toLowerCase() === wanted)) return;
  const some = names.slice(0, MOST_NAMED).map((name) => sanitizeText(name, LONGEST_NAME));
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  yield warning(
    'service-not-seen',
    `No line belongs to the service ${JSON.stringify(sanitizeText(namedService, LONGEST_NAME))}; the services in the logs are ${some.join(', ')}${more}.`,
  );
}

/** `2026-11-24T14:15Z` */
function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
