import { z } from 'zod';
import type { Readiness } from '../../model/scenario/scenario.ts';
import {
  closedObject,
  commandLine,
  duration,
  nonEmptyText,
  parseWith,
  positiveDuration,
  share,
  textMap,
  wholeNumber,
} from './schema-building-blocks.ts';
import type { PlainValue } from './serialisable-user-value.ts';

const counterPath = nonEmptyText('the path of a number in the JSON, such as "cache.hits"');

const counterShape = { hits: counterPath, misses: counterPath };

const COMMAND_CACHE =
  'an object such as { counters: { hits: "cache.hits", misses: "cache.misses" } }';

/** The key `cache` of a command. */
export const commandCacheSchema = closedObject(COMMAND_CACHE, {
  counters: closedObject('an object with the keys hits and misses', counterShape),
});

const HEADER = 'the name of a header, such as "x-cache"';

const headerName = parseWith(HEADER, (value) =>
  // The characters that RFC 9110 allows in a field name.
  typeof value === 'string' && /^[!#$%&'*+.^_`|~\w-]+$/.test(value)
    ? value.toLowerCase()
    : undefined,
);

/** The key `cache` of a server. */
export const serverCacheSchema = closedObject('an object with the key header or counters', {
  header: headerName.optional(),
  hit: nonEmptyText('the word that marks a hit, such as "HIT"').optional(),
  counters: closedObject('an object with the keys url, hits and misses', {
    url: nonEmptyText('a server path that returns JSON, such as "/metrics.json"'),
    ...counterShape,
  }).optional(),
}).transform((cache, context) => {
  const { header, hit, counters } = cache;
  const wrong = (message: string): void => {
    context.issues.push({ code: 'custom', message, input: cache });
  };
  if (header !== undefined && counters !== undefined) {
    wrong('sets both `header` and `counters`; only one of them is allowed');
  }
  if (header === undefined && counters === undefined) {
    wrong('sets neither `header` nor `counters`; one is required to count hits and misses');
  }
  if (hit !== undefined && header === undefined) {
    wrong(
      'sets `hit` without `header`; `hit` is the word in the header value that marks a cache hit',
    );
  }
  return cache;
});

/** Parsed readiness check; `port` only if the server has a fixed port. */
export interface ReadReadiness {
  readonly ready: Readiness;
  readonly port: number | null;
}

const READY = 'a path such as "/health", a port, or an object with path, port or log';

const readiness = parseWith(READY, (value): ReadReadiness | undefined => {
  if (typeof value === 'string') return pathReadiness(value);
  if (typeof value === 'number') return portReadiness(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  const [key, given] = entry;
  if (key === 'path') return pathReadiness(given);
  if (key === 'port') return portReadiness(given);
  if (key !== 'log' || typeof given !== 'string' || given === '') return undefined;
  return { ready: { type: 'log', pattern: given }, port: null };
});

function pathReadiness(path: unknown): ReadReadiness | undefined {
  if (typeof path !== 'string' || !path.startsWith('/')) return undefined;
  return { ready: { type: 'path', path }, port: null };
}

function portReadiness(port: unknown): ReadReadiness | undefined {
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
  return isPort ? { ready: { type: 'port' }, port } : undefined;
}

const SHARES = 'latency, errors or drop';
const ERROR_STATUS = 'an error status from 400 to 599';
const faultsSchema = closedObject(`an object with ${SHARES}`, {
  latency: duration.optional(),
  jitter: duration.optional(),
  errors: share.optional(),
  status: z
    .int({ error: ERROR_STATUS })
    .min(400, { error: ERROR_STATUS })
    .max(599, { error: ERROR_STATUS })
    .optional(),
  drop: share.optional(),
  upstream: closedObject('an object with the keys variable and url', {
    variable: nonEmptyText('the environment variable that holds the upstream URL'),
    url: nonEmptyText('the original upstream URL'),
  }).optional(),
});

export const serverSchema = closedObject('an object with the command that starts the server', {
  command: commandLine,
  env: textMap('an object of environment variables').optional(),
  cwd: nonEmptyText('the path of a folder, relative to this file').optional(),
  ready: readiness.optional(),
  readyTimeout: positiveDuration.optional(),
  observe: z.boolean({ error: 'true or false' }).optional(),
  faults: faultsSchema.optional(),
});
export type ReadServer = z.infer<typeof serverSchema>;

const STATUS = 'a status code, or a list of them';
const statusCodes = parseWith(STATUS, (value): readonly number[] | undefined => {
  const codes: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isStatus = (code: unknown): code is number =>
    typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 599;
  return codes.length > 0 && codes.every(isStatus) ? codes : undefined;
});

const method = parseWith('a method such as "POST"', (value) =>
  typeof value === 'string' && /^[A-Za-z]+$/.test(value) ? value.toUpperCase() : undefined,
);

/** The keys of `http`. */
export const requestObject = closedObject('a URL or path, or an object with the key url', {
  url: nonEmptyText('a URL, or a path on the server such as "/users"'),
  method: method.optional(),
  headers: textMap('an object of headers').optional(),
  body: z.custom<PlainValue>((value) => value !== undefined).optional(),
  expectStatus: statusCodes.optional(),
  timeout: positiveDuration.optional(),
  connections: wholeNumber(1, 'a whole number of at least 1').optional(),
  rate: z
    .number({ error: 'a number of requests per second' })
    .positive({ error: 'a number above 0' })
    .optional(),
  maxConnections: wholeNumber(1, 'a whole number of at least 1').optional(),
  duration: positiveDuration.optional(),
  warmup: duration.optional(),
  cores: z.enum(['apart', 'shared'], { error: '"apart" or "shared"' }).optional(),
});

/** A text is short for an object with only a URL. */
export const requestSchema = z
  .preprocess((value) => (typeof value === 'string' ? { url: value } : value), requestObject)
  .transform((request, context) => {
    const { rate, connections, maxConnections } = request;
    if (rate !== undefined && connections !== undefined) {
      context.issues.push({
        code: 'custom',
        message:
          'sets both rate and connections; set only one: rate sends requests on a schedule (open model), while each connection waits for its response (closed model)',
        input: request,
      });
    }
    if (rate === undefined && maxConnections !== undefined) {
      context.issues.push({
        code: 'custom',
        message:
          'requires the key rate; without rate, the key connections sets the number of connections',
        path: ['maxConnections'],
        input: maxConnections,
      });
    }
    return request;
  });
export type ReadRequest = z.infer<typeof requestSchema>;
