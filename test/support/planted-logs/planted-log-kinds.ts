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
function podFiles(
  seed: number,
  isHeldOut: boolean,
  onset: number,
  step = 2,
): Record<string, string> {
  const { draw } = drawsOf(seed * 13 + 3);
  const columns = isHeldOut
    ? 'Timestamp,CpuUsage(m),MemoryUsage(Mi),SyscallWrite'
    : 'Time,PodName,CpuUsage(m),MemoryUsage(Mi),SyscallWrite';
  return Object.fromEntries(
    Array.from({ length: 10 }, (_, pod) => {
      const lines = [columns];
      for (let minute = 0; minute < MINUTES; minute += 1) {
        const factor = pod === 3 && minute >= onset ? step : 1;
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

const always =
  (factor: number) =>
  (minute: number, onset: number): number =>
    minute >= onset ? factor : 1;
const slower = always(2.5);

/** All kinds of logs over which the error rate is computed. */
export const PLANTED_LOG_KINDS: readonly PlantedLogKind[] = [
  {
    name: 'all is slower, durations in some shape',
    isQuiet: false,
    plant: (seed, isHeldOut) => {
      const onset = onsetOf(seed);
      const made = requests({ seed, slow: (minute) => slower(minute, onset) });
      return {
        files: { 'access.log': written(made, timed(seed, isHeldOut)) },
        metrics: [],
        wrong: (answer) => {
          const found = farFrom(answer, onset) ?? exits(answer, 1);
          if (found !== null) return `${timed(seed, isHeldOut).name}: ${found}`;
          const p50 = dataOf(answer)?.before?.p50 ?? 0;
          const isPlain = p50 > 20 && p50 < 120 && /durations: /u.test(answer.text);
          return isPlain
            ? null
            : `${timed(seed, isHeldOut).name}: median ${p50} ms, or no source of it`;
        },
      };
    },
  },
  {
    name: 'nothing happens, durations in some shape',
    isQuiet: true,
    plant: (seed, isHeldOut) => ({
      files: { 'access.log': written(requests({ seed }), timed(seed, isHeldOut)) },
      metrics: [],
      wrong: alarm,
    }),
  },
  {
    name: 'nothing happens to twenty-five endpoints',
    isQuiet: true,
    plant: (seed) => {
      const mix = Object.fromEntries(
        Array.from({ length: 25 }, (_, index) => [`/${'abcdefghijklmnopqrstuvwxy'[index]}`, 0.04]),
      );
      const made = requests({ seed, rate: 150, mix: () => mix });
      return { files: { 'access.log': written(made, PLAIN) }, metrics: [], wrong: alarm };
    },
  },
  {
    name: 'nothing says how long it took',
    isQuiet: true,
    plant: (seed) => {
      const onset = onsetOf(seed);
      const made = requests({ seed, slow: (minute) => slower(minute, onset) });
      return {
        files: { 'access.log': written(made, { line: combinedLogLine }) },
        metrics: [],
        wrong: (answer) =>
          exits(answer, 6) ??
          (/no durations were found/iu.test(answer.text) &&
          !/no lasting degradation/u.test(answer.text)
            ? null
            : answer.text.slice(0, 100)),
      };
    },
  },
  {
    name: 'a job slows an endpoint every few minutes',
    isQuiet: false,
    plant: (seed, isHeldOut) => {
      const onset = onsetOf(seed);
      const period = (isHeldOut ? [4, 8] : [3, 5, 7])[seed % (isHeldOut ? 2 : 3)] ?? 5;
      const slow = (minute: number, path: string): number =>
        minute >= onset && (minute - onset) % period === 0 && path === '/checkout' ? 7 : 1;
      return {
        files: { 'access.log': written(requests({ seed, rate: 240, slow }), PLAIN) },
        metrics: [],
        wrong: (answer) => farFrom(answer, onset, period + NEAR) ?? exits(answer, 1),
      };
    },
  },
  {
    name: 'a job slows an endpoint all the time, as ever',
    isQuiet: true,
    plant: (seed, isHeldOut) => {
      const period = (isHeldOut ? [4, 8] : [3, 5, 7])[seed % (isHeldOut ? 2 : 3)] ?? 5;
      const slow = (minute: number, path: string): number =>
        minute % period === 1 && path === '/checkout' ? 7 : 1;
      return {
        files: { 'access.log': written(requests({ seed, rate: 240, slow }), PLAIN) },
        metrics: [],
        wrong: alarm,
      };
    },
  },
  {
    name: "an endpoint's median rises under time-outs, beside another that is slower",
    isQuiet: false,
    plant: (seed) => {
      const onset = onsetOf(seed);
      const slow = (minute: number, path: string, draw: () => number): number =>
        path === '/checkout'
          ? draw() < 0.08
            ? 40
            : minute >= onset
              ? 8
              : 1
          : path === '/search' && minute >= onset
            ? 4
            : 1;
      return {
        files: { 'access.log': written(requests({ seed, rate: 240, slow }), PLAIN) },
        metrics: [],
        wrong: (answer) => {
          const own = dataOf(answer)?.endpoints.find(({ name }) => name.includes('/checkout'));
          const isTold = /\/checkout \d+ % [^/]{0,60}×[5-9]/u.test(answer.text);
          return (
            farFrom(answer, onset) ??
            (own?.is_affected === true && isTold ? null : 'checkout is not affected')
          );
        },
      };
    },
  },
  {
    name: 'an endpoint becomes slower at another time than the rest',
    isQuiet: false,
    plant: (seed) => {
      const [onset, own] = [onsetOf(seed), onsetOf(seed) + 25];
      const slow = (minute: number, path: string): number =>
        path === '/checkout' ? (minute >= own ? 6 : 1) : minute >= onset ? 4 : 1;
      return {
        files: { 'access.log': written(requests({ seed, rate: 240, slow }), PLAIN) },
        metrics: [],
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
  },
  {
    name: 'one endpoint is slower, and the others are not',
    isQuiet: false,
    plant: (seed) => {
      const onset = onsetOf(seed);
      const slow = (minute: number, path: string): number =>
        path === '/search' && minute >= onset ? 4 : 1;
      return {
        files: { 'access.log': written(requests({ seed, rate: 240, slow }), PLAIN) },
        metrics: [],
        wrong: (answer) => {
          const others = [
            ...(dataOf(answer)?.endpoints.filter((endpoint) => endpoint.is_affected) ?? []).map(
              ({ name }) => name,
            ),
            ...(dataOf(answer)?.also ?? []).map(({ endpoint }) => endpoint ?? ''),
          ].filter((name) => !name.includes('/search'));
          return farFrom(answer, onset) ?? (others.length === 0 ? null : `affected too: ${others}`);
        },
      };
    },
  },
  {
    name: 'warnings that are new since all is slower',
    isQuiet: false,
    plant: (seed, isHeldOut) => {
      const onset = onsetOf(seed);
      const made = requests({ seed, slow: (minute) => slower(minute, onset) });
      const app = appLog(seed, isHeldOut, 'warn', 'payment aborted due to timeout', (minute) =>
        minute >= onset ? 1.5 : 0,
      );
      return {
        files: { 'access.log': written(made, PLAIN), 'app.log': app },
        metrics: [],
        wrong: (answer) => {
          const changed = (dataOf(answer)?.error_lines.patterns ?? []).filter(
            ({ change }) => change === 'new' || change === 'more',
          );
          const isRight =
            changed.length === 1 && /aborted due to timeout/u.test(changed[0]?.pattern ?? '');
          return (
            farFrom(answer, onset) ??
            (isRight ? null : `new: ${changed.map(({ pattern }) => pattern)}`)
          );
        },
      };
    },
  },
  {
    name: 'new errors in a log without durations',
    isQuiet: false,
    plant: (seed, isHeldOut) => {
      const onset = onsetOf(seed);
      const app = appLog(
        seed,
        isHeldOut,
        seed % 2 === 0 ? 'error' : 'warn',
        'connection to payments refused',
        (minute) => (minute >= onset ? 147 / (MINUTES - onset) : 0),
      );
      return {
        files: { 'app.log': app },
        metrics: [],
        wrong: (answer) => {
          const fresh = (dataOf(answer)?.error_lines.patterns ?? []).filter(
            ({ change }) => change === 'new',
          );
          return (
            farFrom(answer, onset) ?? exits(answer, 1) ?? (fresh.length === 1 ? null : 'not new')
          );
        },
      };
    },
  },
  {
    name: 'errors as ever in a log without durations',
    isQuiet: true,
    plant: (seed, isHeldOut) => ({
      files: {
        'app.log': appLog(seed, isHeldOut, 'error', 'connection to payments refused', () => 0.6),
      },
      metrics: [],
      wrong: (answer) => {
        const onset = dataOf(answer)?.onset ?? null;
        return onset === null ? exits(answer, 6) : `${onset.metric} at ${onset.at}`;
      },
    }),
  },
  {
    name: "one client's share grows, and its requests are slow",
    isQuiet: false,
    plant: (seed) => {
      const onset = onsetOf(seed);
      const greedy = (minute: number): number => (minute >= onset ? 0.36 : 0.03);
      const slow = (minute: number): number => slower(minute, onset);
      return {
        files: { 'access.log': written(requests({ seed, slow, greedy }), PLAIN) },
        metrics: [],
        wrong: (answer) =>
          farFrom(answer, onset) ??
          (answer.report.causes.some(
            ({ change }) => change.kind === 'traffic' && change.title.includes(GREEDY),
          )
            ? null
            : 'the client is not a cause'),
      };
    },
  },
  {
    name: 'more of the requests are to a slow endpoint',
    isQuiet: false,
    plant: (seed) => {
      const onset = onsetOf(seed);
      const mix = (minute: number): Record<string, number> =>
        minute >= onset ? { '/report': 0.25 } : {};
      return {
        files: { 'access.log': written(requests({ seed, rate: 180, mix }), PLAIN) },
        metrics: [],
        wrong: (answer) =>
          farFrom(answer, onset) ??
          (answer.report.causes.some(
            ({ change }) => change.kind === 'traffic' && change.title.includes('/report'),
          )
            ? null
            : 'the mix is not a cause'),
      };
    },
  },
  {
    name: 'all is slower, and the mix is as ever',
    isQuiet: false,
    plant: (seed) => {
      const onset = onsetOf(seed);
      const slow = (minute: number): number => slower(minute, onset);
      const greedy = (): number => 0.2;
      return {
        files: { 'access.log': written(requests({ seed, slow, greedy }), PLAIN) },
        metrics: [],
        wrong: (answer) => {
          const mixed = answer.report.causes.find(({ change }) => change.kind === 'traffic');
          return farFrom(answer, onset) ?? (mixed === undefined ? null : mixed.change.title);
        },
      };
    },
  },
  {
    name: 'one of ten pods works twice as much',
    isQuiet: false,
    plant: (seed, isHeldOut) => {
      const onset = onsetOf(seed);
      const files = podFiles(seed, isHeldOut, onset);
      const made = requests({ seed, slow: (minute) => slower(minute, onset) });
      return {
        files: { 'access.log': written(made, PLAIN), ...files },
        metrics: Object.keys(files),
        wrong: (answer) => {
          const signals = dataOf(answer)?.signals ?? [];
          const [signal] = signals;
          const isRight =
            signals.length === 1 &&
            /cpu/iu.test(signal?.name ?? '') &&
            /shop-3/u.test(signal?.labels ?? '');
          return (
            farFrom(answer, onset) ??
            (isRight ? null : `signals: ${signals.map(({ name, labels }) => `${name}{${labels}}`)}`)
          );
        },
      };
    },
  },
  {
    name: 'three points of the processor before it began',
    isQuiet: false,
    plant: (seed) => {
      const onset = onsetOf(seed);
      const made = requests({ seed, slow: (minute) => slower(minute, onset) });
      const lines = ['time,cpu_usage'];
      for (let minute = onset - 3; minute < MINUTES; minute += 1)
        lines.push(`${iso(START + minute * MINUTE)},${minute < onset ? 26 : 80}`);
      return {
        files: { 'access.log': written(made, PLAIN), 'cpu.csv': `${lines.join('\n')}\n` },
        metrics: ['cpu.csv'],
        wrong: (answer) =>
          farFrom(answer, onset) ??
          (dataOf(answer)?.signals.some(({ name }) => name === 'cpu_usage') === true ||
          /too few points/u.test(answer.text)
            ? null
            : 'nothing of the processor is told'),
      };
    },
  },
];
