import { z } from 'zod';
import { MOST_REQUESTS, type PlannedRequest } from './planned-request.ts';

const pairSchema = z.object({ name: z.string(), value: z.string() });
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: z.array(pairSchema).default([]),
          postData: z.object({ text: z.string().optional() }).optional(),
        }),
        response: z.object({ status: z.number() }),
      }),
    ),
  }),
});

/** Headers that a script is to send; a browser's others are its own affair, cookies are secrets. */
const KEPT_HEADERS = new Set(['accept', 'content-type', 'x-requested-with']);

/**
 * The requests of a HAR file, as browsers save them, that went to the host of the first one.
 * @throws Error in words where it is none.
 */
export function requestsFromHar(json: unknown): readonly PlannedRequest[] {
  const read = harSchema.safeParse(json);
  if (!read.success) throw new Error('it is no HAR file: log.entries is missing or incomplete');
  const { entries } = read.data.log;
  const [first] = entries;
  if (first === undefined) throw new Error('it has no requests');
  const { host } = new URL(first.request.url);
  const known = new Map<string, PlannedRequest>();
  for (const { request, response } of entries) {
    const url = new URL(request.url);
    if (url.host !== host || known.size === MOST_REQUESTS) continue;
    const name = `${request.method} ${url.pathname}`;
    const path = `${url.pathname}${url.search}`;
    const headers = request.headers.filter(({ name: header }) =>
      KEPT_HEADERS.has(header.toLowerCase()),
    );
    // The same request twice in a page is one of the script.
    known.set(`${request.method} ${path}`, {
      name,
      method: request.method,
      path,
      headers: Object.fromEntries(headers.map((one) => [one.name.toLowerCase(), one.value])),
      body: request.postData?.text ?? null,
      // What was not answered has no status.
      status: response.status > 0 ? response.status : null,
    });
  }
  return [...known.values()];
}
