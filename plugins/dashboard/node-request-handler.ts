import type { web } from 'perf-harness/plugin';
import type { DashboardRequest, DashboardResponse } from './dashboard-request.ts';
import { MAX_FORM_BYTES } from './write/parse-form.ts';

/** A client has this long to take in an answer, milliseconds without a byte. */
const TAKES_MS = 15_000;

/** Answers a request of `node:http`. Only the body of a form is ever read. */
export async function handleNodeRequest(
  answer: (request: DashboardRequest) => Promise<DashboardResponse>,
  request: web.NodeRequest,
  response: web.NodeResponse,
): Promise<void> {
  const { status, headers, body } = await answer({
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : (value ?? null);
    },
    body: () => bodyOf(request),
  });
  if (response.destroyed) return;
  response.setTimeout(TAKES_MS, () => response.destroy());
  const hasBody =
    request.headers['content-length'] !== undefined || 'transfer-encoding' in request.headers;
  response.writeHead(status, {
    ...headers,
    'content-length': `${Buffer.byteLength(body)}`,
    ...(hasBody && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** null: more than a form holds. @throws Error where the client goes away. */
async function bodyOf(request: web.NodeRequest): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FORM_BYTES) return null;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Left early, the stream is ended; the answer goes out before that.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    bytes += part.length;
    if (bytes > MAX_FORM_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
