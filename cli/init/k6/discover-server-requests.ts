import { download } from '../../../harness/host/network/download.ts';
import { MAX_REQUESTS, type PlannedRequest } from './generate-k6-script.ts';
import { generateOpenApiRequests } from './generate-openapi-requests.ts';

/** Paths at which frameworks serve their OpenAPI document. */
const DOCUMENTS = [
  '/openapi.json',
  '/swagger.json',
  '/api-json',
  '/docs/json',
  '/documentation/json',
  '/v3/api-docs',
  '/api/openapi.json',
];
/** Maximum number of pages to search for links. */
const MOST_PAGES = 20;

/**
 * Discovers requests to a running server from its OpenAPI document if it serves one, otherwise from
 * the links of its pages. Sends only GET requests, and only to that server. @throws Error with a
 * readable message if it does not answer.
 */
export async function discoverServerRequests(
  url: string,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  for (const path of DOCUMENTS) {
    const answer = await download(new URL(path, url).href, signal);
    if (answer.type === 'failed') continue;
    try {
      return generateOpenApiRequests(JSON.parse(new TextDecoder().decode(answer.bytes)));
    } catch {
      // A fallback page for unknown paths, or another kind of document; use links instead.
    }
  }
  return requestsFromLinks(url, signal);
}

async function requestsFromLinks(
  url: string,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  const start = new URL(url);
  const waiting = [`${start.pathname}${start.search}`];
  const seen = new Set(waiting);
  const found: PlannedRequest[] = [];
  let problem = '';
  while (waiting.length > 0 && found.length < MOST_PAGES) {
    const path = waiting.shift() as string;
    const answer = await download(new URL(path, start.origin).href, signal);
    if (answer.type === 'failed') {
      problem ||= answer.problem;
      continue;
    }
    found.push({ name: `GET ${path}`, method: 'GET', path, headers: {}, body: null, status: null });
    for (const link of linksIn(new TextDecoder().decode(answer.bytes), start.origin, path)) {
      if (seen.has(link) || seen.size >= MAX_REQUESTS) continue;
      seen.add(link);
      waiting.push(link);
    }
  }
  if (found.length === 0) throw new Error(problem);
  return found;
}

/** Returns a page's links to its own server, except those that end a session or delete data. */
function linksIn(html: string, origin: string, page: string): readonly string[] {
  return [...html.matchAll(/<a\b[^>]*?\bhref\s*=\s*["']([^"'#]+)/gi)].flatMap(([, href = '']) => {
    if (!URL.canParse(href, `${origin}${page}`)) return [];
    const link = new URL(href, `${origin}${page}`);
    if (link.origin !== origin || /log-?out|sign-?out|delete|remove/i.test(link.href)) return [];
    return [`${link.pathname}${link.search}`];
  });
}
