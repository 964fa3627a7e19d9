import { createRandom } from '../../../harness/stats/seeded-random.ts';
import type { InvestigationReport } from '../../../plugins/investigate/document/investigation-document.ts';
import {
  combinedLogLine,
  HELD_OUT_LOG_FORMATS,
  KNOWN_LOG_FORMATS,
  type PlantedRequest,
  type RequestLogFormat,
} from './request-log-formats.ts';

/** Result of an investigation of planted logs. */
export interface InvestigationAnswer {
  readonly report: InvestigationReport;
  readonly code: number;
  /** Terminal output, on one line. */
  readonly text: string;
}

/** Logs with or without a planted incident. */
export interface PlantedLogs {
  /** Text by name of file. */
  readonly files: Readonly<Record<string, string>>;
  /** Files that are named by `--metrics`; all others are by `--logs`. */
  readonly metrics: readonly string[];
  /** Returns the error in an answer; null: it is right. */
  readonly wrong: (answer: InvestigationAnswer) => string | null;
}

/** A kind of incident, or of logs without an incident. */
export interface PlantedLogKind {
  readonly name: string;
  /** True if there is nothing to find: any reported worsening is a false alarm. */
  readonly isQuiet: boolean;
  readonly plant: (seed: number, isHeldOut: boolean) => PlantedLogs;
}

const START = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
const MINUTES = 120;
/** The time that all planted logs are of. */
export const PLANTED_TIME_RANGE = { since: '2026-11-24T12:00Z', until: '2026-11-24T14:00Z' };
/** Tolerated error of an onset, minutes. */
const NEAR = 4;

/** Usual medians in milliseconds, and shares of the traffic. */
const ENDPOINTS: Readonly<Record<string, readonly [median: number, share: number]>> = {
  '/products': [30, 0.5],
  '/search': [60, 0.3],
  '/checkout': [120, 0.18],
  '/report': [900, 0.02],
};

interface Traffic {
  readonly seed: number;
  /** Requests a minute. */
  readonly rate?: number;
  readonly slow?: (minute: number, path: string, draw: () => number) => number;
  readonly errors?: (minute: number) => number;
  /** Share of requests to an endpoint; the rest is as usual. */
  readonly mix?: (minute: number) => Readonly<Record<string, number>>;
  /** Share of the requests sent by a single client. */
  readonly greedy?: (minute: number) => number;
}

const GREEDY = '203.0.113.7';

function requests({ seed, rate = 90, slow, errors, mix, greedy }: Traffic): PlantedRequest[] {
  const { draw, normal } = drawsOf(seed);
  const made: PlantedRequest[] = [];
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const own = mix?.(minute) ?? {};
    const left = 1 - Object.values(own).reduce((sum, share) => sum + share, 0);
    const usual = Object.entries(ENDPOINTS).filter(([path]) => own[path] === undefined);
    const whole = usual.reduce((sum, [, [, share]]) => sum + share, 0);
    const shares = [
      ...Object.entries(own),
      ...usual.map(([path, [, share]]) => [path, (share / whole) * left] as const),
    ];
    const count = Math.round(rate * (0.9 + 0.2 * draw()));
    for (let number = 0; number < count; number += 1) {
      const path = chosen(shares, draw());
      const [median = 30] = ENDPOINTS[path] ?? [];
      const client =
        draw() < (greedy?.(minute) ?? 0) ? GREEDY : `198.51.100.${1 + Math.floor(draw() * 200)}`;
      made.push({
        at: START + Math.floor((minute + draw()) * MINUTE),
        path,
        client,
        ms: median * Math.exp(0.4 * normal()) * (slow?.(minute, path, draw) ?? 1),
        status: draw() < (errors?.(minute) ?? 0.001) ? 500 : 200,
      });
    }
  }
  return made.toSorted((a, b) => a.at - b.at);
}

/** Returns the entry whose cumulative share contains `at`. */
function chosen(shares: readonly (readonly [string, number])[], at: number): string {
  let sum = 0;
  for (const [path, share] of shares) {
    sum += share;
    if (at < sum) return path;
  }
  return '/products';
}

function drawsOf(seed: number) {
  const random = createRandom(seed);
  const draw = (): number => 1 - random.next();
  const normal = (): number => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
  return { draw, normal };
}

/** A minute in the middle half of the time. */
const onsetOf = (seed: number): number => 45 + Math.floor(drawsOf(seed * 7 + 1).draw() * 35);
const written = (
  made: readonly PlantedRequest[],
  { line }: Pick<RequestLogFormat, 'line'>,
): string => `${made.map(line).join('\n')}\n`;
const timed = (seed: number, isHeldOut: boolean): RequestLogFormat => {
  const shapes = isHeldOut ? HELD_OUT_LOG_FORMATS : KNOWN_LOG_FORMATS;
  return (
    shapes[seed % shapes.length] ?? KNOWN_LOG_FORMATS[0] ?? { name: '', line: combinedLogLine }
  );
};
/** `combined` with the request time, which has always been read. */
const PLAIN: Pick<RequestLogFormat, 'line'> = {
  line: (request) => `${combinedLogLine(request)} ${(request.ms / 1000).toFixed(3)}`,
};

const dataOf = ({ report }: InvestigationAnswer) =>
  report.data.state === 'completed' ? report.data.part : null;

function farFrom(answer: InvestigationAnswer, minute: number, near = NEAR): string | null {
  const onset = dataOf(answer)?.onset ?? null;
  if (onset === null) return `no beginning (${answer.report.conclusion})`;
  const off = (Date.parse(onset.at) - START) / MINUTE - minute;
  return Math.abs(off) <= near
    ? null
    : `${onset.metric} of ${onset.endpoint}: ${off.toFixed(0)} min off`;
}

function alarm(answer: InvestigationAnswer): string | null {
  const onset = dataOf(answer)?.onset ?? null;
  if (onset !== null)
    return `${onset.metric} of ${onset.endpoint} ${onset.kind}: ${onset.before} to ${onset.after}`;
  return answer.report.conclusion === 'nothing to explain' ? null : answer.report.conclusion;
}

const exits = (answer: InvestigationAnswer, code: number): string | null =>
  answer.code === code ? null : `exit ${answer.code} in place of ${code}`;

/** Formats of application log lines with a level. */
const LEVELLED: readonly ((at: number, level: 'warn' | 'error', text: string) => string)[] = [
  (at, level, text) =>
    JSON.stringify({ level: level === 'warn' ? 40 : 50, time: at, pid: 7, msg: text }),
  (at, level, text) => `${iso(at)} ${level.toUpperCase()} ${text}`,
];
const HELD_OUT_LEVELLED: typeof LEVELLED = [
  (at, level, text) =>
    JSON.stringify({ timestamp: iso(at), level, message: text, service: 'shop' }),
  (at, level, text) =>
    `${iso(at).slice(2, 19).replaceAll('-', '/').replace('T', ' ')} ${level === 'warn' ? 'WARN' : 'ERROR'} shop.Pay: ${text}`,
  (at, level, text) =>
    `time=${iso(at)} level=${level === 'warn' ? 'warning' : 'error'} msg="${text}"`,
];
const iso = (at: number): string => new Date(at).toISOString();

function appLog(
  seed: number,
  isHeldOut: boolean,
  level: 'warn' | 'error',
  text: string,
  /** Lines a minute. */
  often: (minute: number) => number,
): string {
  const { draw } = drawsOf(seed * 31 + 5);
  const shapes = isHeldOut ? HELD_OUT_LEVELLED : LEVELLED;
  const line = shapes[seed % shapes.length] ?? LEVELLED[0];
  const lines: { at: number; text: string }[] = [];
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const mean = often(minute);
    const count = Math.floor(mean) + (draw() < mean % 1 ? 1 : 0);
    for (let number = 0; number < count; number += 1) {
      const at = START + Math.floor((minute + draw()) * MINUTE);
      lines.push({
        at,
        text: line?.(at, level, `${text} after ${1 + Math.floor(draw() * 9000)} ms`) ?? '',
      });
    }
    // Background message that the application logs all the time.
    const at = START + Math.floor((minute + draw()) * MINUTE);
    lines.push({ at, text: line?.(at, 'warn', 'cache is nearly full') ?? '' });
  }
  return `${lines
    .toSorted((a, b) => a.at - b.at)
    .map((line) => line.text)
    .join('\n')}\n`;
}

/** Numbers of ten pods, a file each, as a collector written in Go puts them down. */
function podFiles(seed: number, isHeldOut: boolean, onset: number): Record<string, string> {
  const { draw } = drawsOf(seed * 13 + 3);
  const columns = isHeldOut
    ? 'Timestamp,CpuUsage(m),MemoryUsage(Mi),SyscallWrite'
    : 'Time,PodName,CpuUsage(m),MemoryUsage(Mi),SyscallWrite';
  return Object.fromEntries(
    Array.from({ length: 10 }, (_, pod) => {
      const lines = [columns];
      for (let minute = 0; minute < MINUTES; minute += 1) {
        const factor = pod === 3 && minute >= onset ? 2 : 1;
        const cpu = (100 + 30 * pod) * factor * (1 + 0.06 * (draw() - 0.5));
        const go = iso(START + minute * MINUTE)
          .replace('T', ' ')
          .replace(/\.000Z$/u, '.123456789 +0000 UTC m=+0.5');
        lines.push(
          [
            isHeldOut ? go.replace(/ m=.*$/u, '') : go,
            ...(isHeldOut ? [] : [`shop-${pod}`]),
            cpu.toFixed(1),
            (200 + 5 * draw()).toFixed(1),
            (1000 + 50 * draw()).toFixed(0),
          ].join(','),
        );
      }
      return [`shop-${pod}.csv`, `${lines.join('\n')}\n`];
    }),
  );
}

/** Logs of a kind: requests in `access.log`, further files, and what an answer has to say. */
interface Planting {
  readonly traffic?: Omit<Traffic, 'seed'>;
  /** Default: `PLAIN`. */
  readonly format?: Pick<RequestLogFormat, 'line'>;
  readonly files?: Readonly<Record<string, string>>;
  readonly metrics?: readonly string[];
  readonly wrong: PlantedLogs['wrong'];
}

type Plant<Planted> = (seed: number, isHeldOut: boolean, onset: number) => Planted;

function kind(name: string, isQuiet: boolean, plant: Plant<Planting>): PlantedLogKind {
  return {
    name,
    isQuiet,
    plant: (seed, isHeldOut) => {
      const { traffic, format = PLAIN, ...planted } = plant(seed, isHeldOut, onsetOf(seed));
      const { files = {}, metrics = [], wrong } = planted;
      if (traffic === undefined) return { files, metrics, wrong };
      const access = written(requests({ ...traffic, seed }), format);
      return { files: { 'access.log': access, ...files }, metrics, wrong };
    },
  };
}

/** Logs without an incident, in which any is a false alarm. */
function quiet(name: string, plant: Plant<Omit<Planting, 'wrong'>>): PlantedLogKind {
  return kind(name, true, (...of) => ({ ...plant(...of), wrong: alarm }));
}

/** An incident whose onset has to be found, and whatever else `wrong` demands. */
function incident(
  name: string,
  plant: Plant<Partial<Planting> & { readonly near?: number }>,
): PlantedLogKind {
  return kind(name, false, (seed, isHeldOut, onset) => {
    const { near, wrong, ...planted } = plant(seed, isHeldOut, onset);
    const isFar = (answer: InvestigationAnswer): string | null => farFrom(answer, onset, near);
    return { ...planted, wrong: (answer) => isFar(answer) ?? wrong?.(answer) ?? null };
  });
}

const slower = (minute: number, onset: number): number => (minute >= onset ? 2.5 : 1);
const allSlower = (onset: number): Omit<Traffic, 'seed'> => ({
  slow: (minute) => slower(minute, onset),
});
const changedPatterns = (answer: InvestigationAnswer, changes: readonly string[]) =>
  (dataOf(answer)?.error_lines.patterns ?? []).filter(({ change }) => changes.includes(change));
const isTrafficCause = ({ report }: InvestigationAnswer, text: string): boolean =>
  report.causes.some(({ change }) => change.kind === 'traffic' && change.title.includes(text));
const periodOf = (seed: number, isHeldOut: boolean): number =>
  (isHeldOut ? [4, 8] : [3, 5, 7])[seed % (isHeldOut ? 2 : 3)] ?? 5;

/** All kinds of logs over which the error rate is computed. */
export const PLANTED_LOG_KINDS: readonly PlantedLogKind[] = [
  kind('all is slower, durations in some shape', false, (seed, isHeldOut, onset) => {
    const format = timed(seed, isHeldOut);
    const wrong = (answer: InvestigationAnswer): string | null => {
      const p50 = dataOf(answer)?.before?.p50 ?? 0;
      const isPlain = p50 > 20 && p50 < 120 && /durations: /u.test(answer.text);
      return isPlain ? null : `median ${p50} ms, or no source of it`;
    };
    return {
      traffic: allSlower(onset),
      format,
      wrong: (answer) => {
        const found = farFrom(answer, onset) ?? exits(answer, 1) ?? wrong(answer);
        return found === null ? null : `${format.name}: ${found}`;
      },
    };
  }),
  quiet('nothing happens, durations in some shape', (seed, isHeldOut) => ({
    traffic: {},
    format: timed(seed, isHeldOut),
  })),
  quiet('nothing happens to twenty-five endpoints', () => {
    const mix = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [`/${'abcdefghijklmnopqrstuvwxy'[index]}`, 0.04]),
    );
    return { traffic: { rate: 150, mix: () => mix } };
  }),
  kind('nothing says how long it took', true, (_, _isHeldOut, onset) => ({
    traffic: allSlower(onset),
    format: { line: combinedLogLine },
    wrong: (answer) => {
      const isTold =
        /no durations were found/iu.test(answer.text) &&
        !/no lasting degradation/u.test(answer.text);
      return exits(answer, 6) ?? (isTold ? null : answer.text.slice(0, 100));
    },
  })),
  incident('a job slows an endpoint every few minutes', (seed, isHeldOut, onset) => {
    const period = periodOf(seed, isHeldOut);
    const slow = (minute: number, path: string): number =>
      minute >= onset && (minute - onset) % period === 0 && path === '/checkout' ? 7 : 1;
    return {
      traffic: { rate: 240, slow },
      near: period + NEAR,
      wrong: (answer) => exits(answer, 1),
    };
  }),
  quiet('a job slows an endpoint all the time, as ever', (seed, isHeldOut) => {
    const period = periodOf(seed, isHeldOut);
    const slow = (minute: number, path: string): number =>
      minute % period === 1 && path === '/checkout' ? 7 : 1;
    return { traffic: { rate: 240, slow } };
  }),
  incident(
    "an endpoint's median rises under time-outs, beside another that is slower",
    (_, _isHeldOut, onset) => {
      const slow = (minute: number, path: string, draw: () => number): number => {
        if (path === '/checkout') return draw() < 0.08 ? 40 : minute >= onset ? 8 : 1;
        return path === '/search' && minute >= onset ? 4 : 1;
      };
      return {
        traffic: { rate: 240, slow },
        wrong: (answer) => {
          const own = dataOf(answer)?.endpoints.find(({ name }) => name.includes('/checkout'));
          const isTold = /\/checkout \d+ % [^/]{0,60}×[5-9]/u.test(answer.text);
          return own?.is_affected === true && isTold ? null : 'checkout is not affected';
        },
      };
    },
  ),
  kind(
    'an endpoint becomes slower at another time than the rest',
    false,
    (_, _isHeldOut, onset) => {
      const own = onset + 25;
      const slow = (minute: number, path: string): number =>
        path === '/checkout' ? (minute >= own ? 6 : 1) : minute >= onset ? 4 : 1;
      return {
        traffic: { rate: 240, slow },
        wrong: (answer) => {
          const onsets = [dataOf(answer)?.onset, ...(dataOf(answer)?.also ?? [])];
          const isTold = onsets.some(
            (onset) =>
              onset?.endpoint?.includes('/checkout') === true &&
              Math.abs((Date.parse(onset.at) - START) / MINUTE - own) <= NEAR,
          );
          return isTold ? null : 'the own beginning of checkout is not told';
        },
      };
    },
  ),
  incident('one endpoint is slower, and the others are not', (_, _isHeldOut, onset) => ({
    traffic: {
      rate: 240,
      slow: (minute, path) => (path === '/search' && minute >= onset ? 4 : 1),
    },
    wrong: (answer) => {
      const { endpoints = [], also = [] } = dataOf(answer) ?? {};
      const others = [
        ...endpoints.filter((endpoint) => endpoint.is_affected).map(({ name }) => name),
        ...also.map(({ endpoint }) => endpoint ?? ''),
      ].filter((name) => !name.includes('/search'));
      return others.length === 0 ? null : `affected too: ${others}`;
    },
  })),
  incident('warnings that are new since all is slower', (seed, isHeldOut, onset) => ({
    traffic: allSlower(onset),
    files: {
      'app.log': appLog(seed, isHeldOut, 'warn', 'payment aborted due to timeout', (minute) =>
        minute >= onset ? 1.5 : 0,
      ),
    },
    wrong: (answer) => {
      const changed = changedPatterns(answer, ['new', 'more']).map(({ pattern }) => pattern);
      const isRight = changed.length === 1 && /aborted due to timeout/u.test(changed[0] ?? '');
      return isRight ? null : `new: ${changed}`;
    },
  })),
  incident('new errors in a log without durations', (seed, isHeldOut, onset) => {
    const level = seed % 2 === 0 ? 'error' : 'warn';
    const often = (minute: number): number => (minute >= onset ? 147 / (MINUTES - onset) : 0);
    return {
      files: { 'app.log': appLog(seed, isHeldOut, level, 'connection to payments refused', often) },
      wrong: (answer) =>
        exits(answer, 1) ?? (changedPatterns(answer, ['new']).length === 1 ? null : 'not new'),
    };
  }),
  kind('errors as ever in a log without durations', true, (seed, isHeldOut) => ({
    files: {
      'app.log': appLog(seed, isHeldOut, 'error', 'connection to payments refused', () => 0.6),
    },
    wrong: (answer) => {
      const onset = dataOf(answer)?.onset ?? null;
      return onset === null ? exits(answer, 6) : `${onset.metric} at ${onset.at}`;
    },
  })),
  incident("one client's share grows, and its requests are slow", (_, _isHeldOut, onset) => ({
    traffic: { ...allSlower(onset), greedy: (minute) => (minute >= onset ? 0.36 : 0.03) },
    wrong: (answer) => (isTrafficCause(answer, GREEDY) ? null : 'the client is not a cause'),
  })),
  incident('more of the requests are to a slow endpoint', (_, _isHeldOut, onset) => {
    const mix = (minute: number): Record<string, number> =>
      minute >= onset ? { '/report': 0.25 } : {};
    return {
      traffic: { rate: 180, mix },
      wrong: (answer) => (isTrafficCause(answer, '/report') ? null : 'the mix is not a cause'),
    };
  }),
  incident('all is slower, and the mix is as ever', (_, _isHeldOut, onset) => ({
    traffic: { ...allSlower(onset), greedy: () => 0.2 },
    wrong: ({ report }) =>
      report.causes.find(({ change }) => change.kind === 'traffic')?.change.title ?? null,
  })),
  incident('one of ten pods works twice as much', (seed, isHeldOut, onset) => {
    const files = podFiles(seed, isHeldOut, onset);
    return {
      traffic: allSlower(onset),
      files,
      metrics: Object.keys(files),
      wrong: (answer) => {
        const signals = (dataOf(answer)?.signals ?? []).map(
          ({ name, labels }) => `${name}{${labels}}`,
        );
        const isRight = signals.length === 1 && /cpu.*\{.*shop-3/iu.test(signals[0] ?? '');
        return isRight ? null : `signals: ${signals}`;
      },
    };
  }),
  incident('three points of the processor before it began', (_, _isHeldOut, onset) => {
    const lines = ['time,cpu_usage'];
    for (let minute = onset - 3; minute < MINUTES; minute += 1)
      lines.push(`${iso(START + minute * MINUTE)},${minute < onset ? 26 : 80}`);
    return {
      traffic: allSlower(onset),
      files: { 'cpu.csv': `${lines.join('\n')}\n` },
      metrics: ['cpu.csv'],
      wrong: (answer) => {
        const isSignal = dataOf(answer)?.signals.some(({ name }) => name === 'cpu_usage') === true;
        const isTold = isSignal || /too few points/u.test(answer.text);
        return isTold ? null : 'nothing of the processor is told';
      },
    };
  }),
];
