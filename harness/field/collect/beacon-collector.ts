import { z } from 'zod';
import type { DurableLog } from '../../host/durable-log.ts';
import type { Clock } from '../../host.ts';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import {
  type CollectLimits,
  MOST_BODY_BYTES,
  MOST_PAGES,
  MOST_WAITING_BYTES,
  OTHER_PAGES,
} from './beacon-limits.ts';
import { createRateLimit, rateLimitKey } from './beacon-rate-limit.ts';
import type {
  BodyReadFailure,
  CollectorRequest,
  CollectorResponse,
} from './collector-request-and-response-types.ts';

/** Path segments that identify one of many entities: numbers, UUIDs, other long identifiers. */
const IDENTIFIERS = [
  /^\d+$/u,
  /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/iu,
  /^[\da-f]{16,}$/iu,
  // Long and with digits: tokens, ULIDs, keys.
  /^(?=.*\d)[\w-]{20,}$/u,
];

/**
 * Returns the path of a page without query, fragment and identifiers: segments with an identifier
 * or an e-mail address become `:id`.
 */
function routeOf(page: string): string {
  const [path = ''] = page.split(/[?#]/u, 1);
  return path.split('/').map(withoutIdentifier).join('/') || '/';
}

function withoutIdentifier(part: string): string {
  const isOfOne = /@|%40/u.test(part) || IDENTIFIERS.some((pattern) => pattern.test(part));
  return isOfOne ? ':id' : part;
}

/** User agents of no user's browser, undisguised; the snippet is silent in automated browsers. */
const ROBOTS =
  /bot\b|bot[/\s;_-]|crawl|spider|slurp|headless|lighthouse|pagespeed|ptst|phantomjs|puppeteer|playwright|selenium|monitor|uptime|pingdom|preview|fetch|facebookexternalhit|^(?:curl|wget|python|go-http|java|okhttp|axios|node|ruby|php|libwww|apache)/iu;

/** True if a user agent names a program; a missing one too, since every browser sends one. */
function isRobot(userAgent: string | null): boolean {
  return userAgent === null || userAgent === '' || ROBOTS.test(userAgent);
}

/** Numbers of requests so far, by outcome. */
export interface CollectorCounts {
  readonly kept: number;
  /** Valid, but left out by sampling or because a robot sent it. */
  readonly leftOut: number;
  readonly refused: number;
  /** Beacons that could not be written to the disk. */
  readonly lost: number;
}

/** Collects field data from pages, independently of any framework: request in, response out. */
export interface Collector {
  readonly answer: (request: CollectorRequest) => Promise<CollectorResponse>;
  readonly counts: () => CollectorCounts;
  /** Resolves when all that was taken is on the disk. */
  readonly close: () => Promise<void>;
}

export interface CollectorDependencies {
  readonly log: Pick<DurableLog, 'append' | 'waitingBytes' | 'close'>;
  readonly clock: Clock;
  readonly limits: CollectLimits;
  /** Script that pages load. */
  readonly script: () => string;
  /** Called when writing to the disk fails. */
  readonly onTrouble: (error: unknown) => void;
}

const PLAIN = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const SCRIPT = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
  // Pages of other origins with cross-origin isolation may load it too.
  'cross-origin-resource-policy': 'cross-origin',
};

/** Creates a collector: GET serves the script; POST accepts a beacon, 204 once on disk. */
export function createBeaconCollector(parts: CollectorDependencies): Collector {
  const { log, clock, limits } = parts;
  const rate = createRateLimit(limits, clock.monotonicMs);
  const pages = new Set<string>();
  const counts = { kept: 0, leftOut: 0, refused: 0, lost: 0 };

  const refuse = (
    status: number,
    more: Readonly<Record<string, string>> = {},
  ): CollectorResponse => {
    counts.refused += 1;
    return { status, headers: { ...PLAIN, ...more }, body: null };
  };
  const leaveOut = (): CollectorResponse => {
    counts.leftOut += 1;
    return { status: 202, headers: PLAIN, body: null };
  };
  const pageOf = (told: string): string => {
    const page = routeOf(told);
    if (!pages.has(page) && pages.size >= MOST_PAGES) return OTHER_PAGES;
    pages.add(page);
    return page;
  };
  const keep = async (beacon: FieldBeacon): Promise<CollectorResponse> => {
    if (log.waitingBytes() > MOST_WAITING_BYTES) return refuse(503, { 'retry-after': '1' });
    try {
      await log.append(linesOf(beacon, pageOf(beacon.page), clock.now().getTime()));
    } catch (error) {
      counts.lost += 1;
      parts.onTrouble(error);
      return { status: 503, headers: PLAIN, body: null };
    }
    counts.kept += 1;
    return { status: 204, headers: PLAIN, body: null };
  };
  const take = async (request: CollectorRequest): Promise<CollectorResponse> => {
    if (!isOwnPage(request, limits.origins)) return refuse(403);
    if (isRobot(request.header('user-agent'))) return leaveOut();
    if (!rate.take(rateLimitKey(request.address))) return refuse(429, { 'retry-after': '1' });
    if (request.header('content-encoding') !== null) return refuse(415);
    if (Number(request.header('content-length') ?? 0) > MOST_BODY_BYTES) return refuse(413);
    const body = await request.body(MOST_BODY_BYTES);
    if (typeof body !== 'string') return refuse(UNREAD[body.unread]);
    const beacon = readBeacon(body);
    if (beacon === null) return refuse(400);
    const metrics = beacon.metrics.filter((metric) => isInSample(metric, limits.sample));
    return metrics.length > 0 ? keep({ ...beacon, metrics }) : leaveOut();
  };

  return {
    answer: async (request) => {
      if (request.method === 'POST') return take(request);
      if (request.method === 'GET' || request.method === 'HEAD') {
        return { status: 200, headers: SCRIPT, body: parts.script() };
      }
      return refuse(405, { allow: 'GET, HEAD, POST' });
    },
    counts: () => ({ ...counts }),
    close: log.close,
  };
}

const UNREAD: Readonly<Record<BodyReadFailure, number>> = {
  'too-large': 413,
  'too-slow': 408,
  gone: 400,
};

/**
 * Returns one line per metric, in the format that `import rum` reads. The time is the server's,
 * since users' clocks are unreliable.
 */
function linesOf({ device, metrics }: FieldBeacon, page: string, time: number): string {
  return metrics
    .map(({ name, value, id }) => `${JSON.stringify({ name, value, id, page, device, time })}\n`)
    .join('');
}

/** Samples a metric by id: later values of a page load are kept or left out with earlier ones. */
function isInSample({ id }: FieldBeacon['metrics'][number], share: number): boolean {
  return share >= 1 || hashOf(id) / 2 ** 32 < share;
}

/** FNV-1a with 32 bits and a final mix: its high bits alone are not evenly distributed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** True if an allowed page sent it: pages cannot forge origins; only limits restrict programs. */
function isOwnPage(
  { header }: Pick<CollectorRequest, 'header'>,
  origins: readonly string[],
): boolean {
  const origin = header('origin');
  if (origin !== null && origins.includes(origin)) return true;
  const site = header('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  if (origin === null) return true;
  const host = header('x-forwarded-host') ?? header('host');
  return URL.parse(origin)?.host === host;
}

/** Times beyond this are of clocks that stood still, not of pages: 10 minutes, in milliseconds. */
const LONGEST_MS = 600_000;
/** Maximum plausible CLS: no user sees layout shifts of a hundred screens. */
const LARGEST_SHIFT = 100;

const time = z.number().min(0).max(LONGEST_MS);
/** Valid for one page load: distinguishes a metric's later value from that of another visit. */
const id = z.string().regex(/^[\w.:-]{1,64}$/u);
const timed = z.enum(['LCP', 'INP', 'FCP', 'TTFB', 'FID']);

const metricSchema = z.union([
  z.object({ name: timed, value: time, id }),
  z.object({ name: z.literal('CLS'), value: z.number().min(0).max(LARGEST_SHIFT), id }),
]);

/** Invisible characters, or such as change text direction, do not occur in a page's name. */
const NOT_SEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const page = z
  .string()
  .min(1)
  .max(512)
  .refine((text) => !NOT_SEEN.test(text));

/** Fields of a beacon; others are dropped, in particular times: users' clocks are unreliable. */
const beaconSchema = z.object({
  page,
  device: z.enum(['phone', 'tablet', 'desktop']),
  metrics: z.array(metricSchema).min(1).max(30),
});
type FieldBeacon = z.infer<typeof beaconSchema>;

/** Returns null if the body is no beacon or any value is implausible; then all are discarded. */
function readBeacon(body: string): FieldBeacon | null {
  return beaconSchema.safeParse(tryParseJson(body)).data ?? null;
}
