import type { Observations } from '../../observations/collected-log-observations.ts';
import { endpointName } from '../../observations/normalize-endpoint-name.ts';
import type { LineFormat } from '../log-format-reader-types.ts';
import { SEGMENT_FIELDS } from '../log-record-fields.ts';
import { parseJsonRecord, splitSeparatedLine } from '../log-record-parsers.ts';
import type { LogClock } from '../parse-log-timestamp.ts';

interface K6Sample {
  readonly metric: string;
  readonly time: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, unknown>>;
}

const DURATION = 'http_req_duration';
/** Metrics that repeat the requests, or that concern the load generator itself. */
const LEFT_OUT =
  /^(?:http_reqs|http_req_(?!duration).*|iterations|iteration_duration|checks|data_(?:sent|received)|group_duration)$/u;
const SERVER_ERROR = 500;
const MOST_TAGS = 200;
/** The first line of k6's `--out csv`. */
const CSV_HEADER = /^metric_name,timestamp,metric_value,/u;

/** Output of k6 with `--out json`. */
export const K6_JSON: LineFormat = {
  name: 'k6 (JSON)',
  isOf: (lines) => lines.some((line) => sampleOfJson(line) !== null),
  open: (observed, clock) => {
    const addSample = createSampleReader(observed, clock);
    return {
      read: (line) => {
        const sample = sampleOfJson(line);
        return sample === null ? /"type":\s*"Metric"/u.test(line) : addSample(sample);
      },
    };
  },
};

/** Output of k6 with `--out csv`. */
export const K6_CSV: LineFormat = {
  name: 'k6 (CSV)',
  isOf: ([head = '']) => CSV_HEADER.test(head),
  open: (observed, clock) => {
    const addSample = createSampleReader(observed, clock);
    let names: readonly string[] = [];
    return {
      read: (line) => {
        const values = splitSeparatedLine(line, ',');
        if (CSV_HEADER.test(line)) {
          names = values;
          return true;
        }
        if (names.length === 0 || values.length !== names.length) return false;
        const tags = Object.fromEntries(names.map((name, index) => [name, values[index]]));
        const [metric = '', time = '', value = ''] = values;
        return value !== '' && addSample({ metric, time, value: Number(value), tags });
      },
    };
  },
};

function sampleOfJson(line: string): K6Sample | null {
  if (!/"type":\s*"Point"/u.test(line)) return null;
  const { metric, data } = parseJsonRecord(line) ?? {};
  if (typeof metric !== 'string' || typeof data !== 'object' || data === null) return null;
  const { time, value, tags } = data as Record<string, unknown>;
  if (typeof time !== 'string' || typeof value !== 'number') return null;
  return {
    metric,
    time,
    value,
    tags: typeof tags === 'object' && tags !== null ? (tags as K6Sample['tags']) : {},
  };
}

/** Returns a reader of samples: requests like those of a log, all others as series. */
function createSampleReader(
  { events, requests, series }: Observations,
  clock: LogClock,
): (sample: K6Sample) => boolean {
  const source = events.open('k6');
  /** Columns by tag; null if the tag is not a column. */
  const places = new Map<string, number | null>();
  const placeOf = (tag: string): number | null => {
    const known = places.get(tag);
    if (known !== undefined || places.size >= MOST_TAGS) return known ?? null;
    const isColumn = tag === 'scenario' || SEGMENT_FIELDS.test(tag);
    const place = isColumn ? requests.segmentOf(tag) : null;
    places.set(tag, place);
    return place;
  };
  return ({ metric, time, value, tags }) => {
    const at = clock.read(time);
    if (Number.isNaN(at) || !Number.isFinite(value)) return false;
    source.cover(at);
    if (metric === 'dropped_iterations') source.add('dropped_iterations', at);
    else if (metric === DURATION) {
      if (value < 0) return false;
      const status = Number(tags.status ?? Number.NaN);
      const segments: string[] = [];
      for (const [tag, text] of tagsOf(tags)) {
        const place = placeOf(tag);
        if (place !== null) segments[place] = text;
      }
      const target = textOf(tags.name) || textOf(tags.url);
      requests.add({
        at,
        // Without a response k6 writes a status of 0, and a time of 0 if there was not even a
        // connection.
        durationMs: status === 0 && value === 0 ? Number.NaN : value,
        isError: status === 0 || status >= SERVER_ERROR,
        endpoint: requests.endpointOf(endpointName(textOf(tags.method), target)),
        segments,
      });
    } else if (!LEFT_OUT.test(metric)) series.add(metric, '', at, value);
    return true;
  };
}

/** Yields the tags, also custom ones of a script, in the CSV as `a=b&c=d` in one column. */
function* tagsOf(tags: K6Sample['tags']): Generator<readonly [tag: string, text: string]> {
  for (const [tag, value] of Object.entries(tags)) {
    if (typeof value !== 'string' || value === '') continue;
    if (tag === 'extra_tags') yield* new URLSearchParams(value);
    else yield [tag, value];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
