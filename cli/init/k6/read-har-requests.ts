import { z } from 'zod';
import { parseValidItems } from '../../../profilers/parse-profile-json.ts';
import { MAX_REQUESTS, type PlannedRequest } from './generate-k6-script.ts';

const pairSchema = z.object({ name: z.string(), value: z.string() });
const entrySchema = z.object({
  request: z.object({
    method: z.string(),
    url: z.url(),
    headers: z.array(pairSchema).nullish(),
    postData: z.object({ text: z.string().nullish() }).nullish(),
  }),
  response: z.object({ status: z.number() }),
});
const harSchema = z.object({ log: z.object({ entries: z.array(z.unknown()) }) });

/** Headers that a script is to send; a browser's others are its own affair, cookies are secrets. */
const KEPT_HEADERS = new Set(['accept', 'content-type', 'x-requested-with']);

/**
 * Reads the requests of a HAR file to the host of its first request, and counts unreadable entries.
 * @throws Error with a readable message if it is not a HAR file.
 */
export function readHarRequests(json: unknown): {
  readonly requests: readonly PlannedRequest[];
  readonly odd: number;
} {
  const read = harSchema.safeParse(json);
  if (!read.success) throw new Error('it is not a HAR file: log.entries is missing or incomplete');
  const { sound: entries, odd } = parseValidItems(read.data.log.entries, entrySchema);
  const [first] = entries;
  if (first === undefined) {
    throw new Error(
      odd === 0 ? 'it has no requests' : 'no entry has both a request and a response',
    );
  }
  const { host } = new URL(first.request.url);
  const known = new Map<string, PlannedRequest>();
  for (const { request, response } of entries) {
    const url = new URL(request.url);
    if (url.host !== host || known.size === MAX_REQUESTS) continue;
    const name = `${request.method} ${url.pathname}`;
    const path = `${url.pathname}${url.search}`;
    const headers = (request.headers ?? []).filter(({ name: header }) =>
      KEPT_HEADERS.has(header.toLowerCase()),
    );
    // Repeated requests of a page become a single request of the script.
    known.set(`${request.method} ${path}`, {
      name,
      method: request.method,
      path,
      headers: Object.fromEntries(
        headers.map((header) => [header.name.toLowerCase(), header.value]),
      ),
      body: request.postData?.text ?? null,
      // Unanswered requests have no status.
      status: response.status > 0 ? response.status : null,
    });
  }
  return { requests: [...known.values()], odd };
}
