import type { Finding } from 'perf-harness';
import { type RequestCell, type RequestTable, sumCells } from '../observed/requests.ts';
import { durationText, momentText } from '../outputs/figures.ts';
import { harmless } from '../read/harmless.ts';
import type { LogSource } from '../read/log-source.ts';
import { FEWEST_FOR_P95 } from './served-level.ts';

/** Id of the finding that the order of time in a log is not to be relied on. */
export const CLOCK_WENT_BACK = 'log-clock-back';

/** What was read, as far as something may be told of it. */
export interface ReadLogs {
  readonly requests: RequestTable;
  readonly sources: readonly LogSource[];
  /** All requests by interval. */
  readonly all: readonly (RequestCell | undefined)[];
  readonly namedService: string | null;
  /** Whether something became worse. */
  readonly isWorse: boolean;
}

/** What whoever reads the report has to know of the logs that it rests on. */
export function findingsOfLogs(logs: ReadLogs): readonly Finding[] {
  return [
    ...logs.sources.flatMap((source) => [...ofReading(source), ...ofClock(source)]),
    ...ofDurations(logs),
    ...ofWindow(logs),
    ...ofGap(logs),
    ...ofService(logs),
  ];
}

function* ofReading({
  file,
  format,
  lines,
  unread,
  examples,
  trouble,
  hasZone,
  assumedYear,
}: LogSource): Generator<Finding> {
  const [first] = examples;
  const example = first === undefined ? '' : ` The first of them: "${first}"`;
  if (format === null && lines > 0)
    yield {
      ...{ id: 'log-format', level: 'warning' },
      message: `${file} is in no format that is known; nothing of it counts.${example}`,
      remedy:
        'Name its fields: by their place among the words of a line, --map time=1,endpoint=3,status=4,value=5:ms, or by their names.',
    };
  else if (unread > 0)
    yield {
      ...{ id: 'log-lines-unread', level: 'warning' },
      message: `${unread} of ${lines} lines of ${file} could not be read.${example}`,
    };
  if (trouble !== null)
    yield {
      ...{ id: 'log-cut-short', level: 'warning' },
      message: `${file} could not be read to its end (${trouble}); what was read before counts.`,
    };
  if (!hasZone)
    yield {
      ...{ id: 'log-without-zone', level: 'info' },
      message: `${file} does not say where its clock stands; its times are taken for UTC.`,
    };
  if (assumedYear !== null)
    yield {
      ...{ id: 'log-without-year', level: 'info' },
      message: `${file} does not say the year of its times; ${assumedYear} is assumed.`,
    };
}

function* ofClock({ file, hasZone, clockJump }: LogSource): Generator<Finding> {
  if (clockJump === null) return;
  const { from, to } = clockJump;
  yield {
    ...{ id: CLOCK_WENT_BACK, level: 'warning' },
    message: `The clock of ${file} went back by ${durationText(from - to)} at ${minuteOf(from)}. What lies there twice is counted together, and no cause is established by such a log.`,
    remedy: hasZone
      ? 'If it is of two logs that were put together, name each: --logs a.log --logs b.log.'
      : 'If that was to winter time, have the log say its zone; if it is of two logs that were put together, name each: --logs a.log --logs b.log.',
  };
}

/** Formats such as `combined` say when and what, and not how long. */
function* ofDurations({ all }: ReadLogs): Generator<Finding> {
  const { count, durations } = sumCells(all);
  if (count === 0 || durations.count > 0) return;
  yield {
    ...{ id: 'log-without-durations', level: 'warning' },
    message: 'No line says how long its request took: only traffic and errors can be looked at.',
    remedy:
      'Have the server write it: $request_time in a log_format of nginx, %D in one of Apache.',
  };
}

function* ofWindow({ requests, all, isWorse }: ReadLogs): Generator<Finding> {
  const { count, first, last } = requests.outside;
  const isEmpty = all.every((cell) => cell === undefined);
  if (count > 0 && isEmpty)
    yield {
      ...{ id: 'outside-window', level: 'warning' },
      message: `All ${count} requests lie outside of the time that is looked at: they are of ${minuteOf(first)} to ${minuteOf(last)}.`,
      remedy: `Look at their time: --since ${minuteOf(first)} --until ${minuteOf(last + 60_000)}`,
    };
  else if (count > 0)
    yield {
      ...{ id: 'outside-window', level: 'info' },
      message: `${count} requests lie outside of the time that is looked at.`,
    };
  const seen = all.findIndex((cell) => cell !== undefined);
  if (!isWorse && seen !== -1)
    yield {
      ...{ id: 'no-beginning', level: 'info' },
      message: `If it was slow all that time, it began before ${momentText(new Date(requests.grid.start + seen * requests.grid.widthMs).toISOString())}.`,
      remedy: 'Then look at more of the time before it: --since, with logs of that time.',
    };
}

/** Intervals, and milliseconds, that a stretch without a request has at least to be told of. */
const [EMPTY_INTERVALS, EMPTY_MS] = [3, 5 * 60_000];

/** The longest stretch without a request, where so many come that there should be some. */
function* ofGap({ requests: { grid }, sources, all }: ReadLogs): Generator<Finding> {
  const filled = all.flatMap((cell, interval) => (cell === undefined ? [] : [interval]));
  if (sumCells(all).count < filled.length * FEWEST_FOR_P95) return;
  let [from, to] = [0, 0];
  for (const [index, interval] of filled.entries()) {
    const next = filled[index + 1] ?? interval;
    if (next - interval - 1 > to - from) [from, to] = [interval + 1, next];
  }
  if (to - from < EMPTY_INTERVALS || (to - from) * grid.widthMs < EMPTY_MS) return;
  const moment = (interval: number): string =>
    momentText(new Date(grid.start + interval * grid.widthMs).toISOString());
  const [start, end] = [moment(from), moment(to)];
  const isOneDay = start.slice(0, 10) === end.slice(0, 10);
  const set = sources.every(({ hasZone }) => hasZone)
    ? 'a clock was set forward'
    : 'a clock was set forward, as to summer time';
  yield {
    ...{ id: 'log-gap', level: 'info' },
    message: `No request from ${start.slice(0, 16)} to ${isOneDay ? end.slice(11) : end}: nothing was asked, nothing was written, or ${set}.`,
  };
}

/** Services that are named beside one that is not there. */
const MOST_NAMED = 5;
const LONGEST_NAME = 60;

function* ofService({ requests, namedService }: ReadLogs): Generator<Finding> {
  const names = [...requests.valuesOf('service').keys()];
  if (namedService === null || names.length === 0) return;
  const wanted = namedService.toLowerCase();
  if (names.some((name) => name.toLowerCase() === wanted)) return;
  const some = names.slice(0, MOST_NAMED).map((name) => harmless(name, LONGEST_NAME));
  yield {
    ...{ id: 'service-not-seen', level: 'warning' },
    message: `No line is of a service ${JSON.stringify(harmless(namedService, LONGEST_NAME))}; there are ${some.join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}.`,
  };
}

/** `2026-11-24T14:15Z` */
function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
