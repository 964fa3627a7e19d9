import { type Finding, readers, storage } from 'perf-harness/plugin';
import {
  findingIf,
  ImportProblem,
  incompleteLineFindings,
  type LinesImporter,
  ONE_TRIAL_ADVICE,
} from '../importer.ts';
import {
  createRequestCollector,
  type LoggedRequest,
} from './logged-requests-by-route-collector.ts';

/** Lowest level of pino that marks an error. */
const ERROR = 50;
const LABELS: ReadonlySet<string> = new Set(['error', 'fatal']);
/** Limits: distinct messages counted, messages reported, and characters of each. */
const [MOST_KNOWN, SHOWN, LONGEST] = [1_000, 3, 60];

/** Counts lines that tell of errors, by their messages. */
function createErrors() {
  const messages = new Map<string, number>();
  let count = 0;
  return {
    add: ({ level, msg, err }: Entry): void => {
      const isError = typeof level === 'number' ? level >= ERROR : LABELS.has(String(level));
      if (!isError) return;
      count += 1;
      const text = (err as { readonly message?: unknown } | null | undefined)?.message ?? msg;
      const message = String(text ?? '(no message)').slice(0, LONGEST);
      if (messages.has(message) || messages.size < MOST_KNOWN) {
        messages.set(message, (messages.get(message) ?? 0) + 1);
      }
    },
    findings: (): readonly Finding[] => {
      const top = [...messages].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN);
      const parts = top.map(([message, times]) => `${times} × "${message}"`);
      return findingIf(count > 0, {
        id: 'import-logged-errors',
        level: 'warning',
        message: `${count === 1 ? 'One log line reports' : `${count} log lines report`} an error: ${parts.join(', ')}.`,
      });
    },
  };
}

/** No request takes longer than a day. */
const LONGEST_MS = 86_400_000;
/** Characters of a line with a request; longer lines hold something else and are skipped. */
const LONGEST_LINE = 1_000_000;

type Entry = Readonly<Record<string, unknown>>;

/**
 * Logs of pino as JSON lines, with the requests that pino-http and Fastify write: latency, rate and
 * errors by route. Other lines count only if they are errors.
 */
export const pinoImporter: LinesImporter = {
  type: 'lines',
  format: 'pino',
  tool: 'pino',
  moreTrials: ONE_TRIAL_ADVICE,
  belongTogether: true,
  recognises: (head) =>
    /^\s*\{/.test(head) &&
    /"level"\s*:/.test(head) &&
    (/"responseTime"\s*:/.test(head) || /"pid"\s*:\s*\d+\s*,\s*"hostname"\s*:/.test(head)),
  read: async (files) => {
    const requests = createRequestCollector();
    const errors = createErrors();
    let [torn, foreign] = [0, 0];
    for (const lines of files) {
      const firstEntryOf = openRequests();
      const whole = readers.wholeLines(lines, () => {
        torn += 1;
      });
      for await (const line of whole) {
        if (line.trim() === '') continue;
        const entry = entryOf(line);
        if (entry === null) {
          foreign += 1;
          continue;
        }
        errors.add(entry);
        const request = requestOf(entry, firstEntryOf(entry));
        if (request !== null) requests.add(request);
      }
    }
    if (requests.count() === 0)
      throw new ImportProblem('it contains no request with a responseTime');
    const findings = [
      ...errors.findings(),
      ...foreignLines(foreign),
      ...incompleteLineFindings(torn),
    ];
    return requests.runs('there were too few requests', true, findings);
  },
};

/** Maximum number of open requests: requests of a crashed process never end. */
const MOST_OPEN = 100_000;

/**
 * Tracks open requests: Fastify logs a request when it arrives, and at its end only its `reqId` and
 * time.
 * @returns A function that returns the first entry of an entry's request; null if there is none.
 */
function openRequests(): (entry: Entry) => Entry | null {
  const open = new Map<string, Entry>();
  return (entry) => {
    const { reqId, pid, req, responseTime } = entry;
    if (typeof reqId !== 'string' && typeof reqId !== 'number') return null;
    const key = `${String(pid)}/${reqId}`;
    if (typeof req === 'object' && req !== null && responseTime === undefined) {
      const [oldest] = open.size >= MOST_OPEN ? open.keys() : [];
      if (oldest !== undefined) open.delete(oldest);
      // Stores only method and URL, since the whole request may be large.
      const { method, url } = req as Entry;
      open.set(key, { method, url });
      return null;
    }
    const begun = open.get(key) ?? null;
    if (responseTime !== undefined) open.delete(key);
    return begun;
  };
}

/** Parses a log entry; null if it is not JSON, such as the output of another library. */
function entryOf(line: string): Entry | null {
  if (line.length > LONGEST_LINE) return null;
  const value = storage.tryParseJson(line);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Entry) : null;
}

/** @param begun - Entry logged when the request arrived; null if there is none. */
function requestOf(entry: Entry, begun: Entry | null): LoggedRequest | null {
  const ms = entry.responseTime;
  if (typeof ms !== 'number' || !(ms >= 0 && ms <= LONGEST_MS)) return null;
  const request = { ...begun, ...part(entry, 'req') };
  const status = Number(part(entry, 'res').statusCode ?? entry.statusCode ?? entry.status);
  return {
    route: routeOf(request.method ?? entry.method, request.url ?? entry.url),
    ms,
    isError: !(status >= 200 && status <= 399),
    endMs: timeOf(entry.time),
  };
}

function routeOf(method: unknown, url: unknown): string {
  const path = typeof url === 'string' ? readers.pathPattern(url.slice(0, 2_000)) : '(no url)';
  return typeof method === 'string' ? `${method.slice(0, 20)} ${path}` : path;
}

/** Parses milliseconds, or text if `timestamp` is `isoTime`; null for an implausible year. */
function timeOf(time: unknown): number | null {
  if (typeof time === 'number') return readers.plausibleMoment(time);
  return typeof time === 'string' ? readers.plausibleMoment(Date.parse(time)) : null;
}

function part(entry: Entry, key: string): Entry {
  const value = entry[key];
  return typeof value === 'object' && value !== null ? (value as Entry) : {};
}

function foreignLines(lines: number): readonly Finding[] {
  return findingIf(lines > 0, {
    id: 'import-foreign-lines',
    level: 'info',
    message: `${lines === 1 ? 'One line is' : `${lines} lines are`} skipped: not JSON, or longer than 1 MB.`,
  });
}
