import { web } from 'perf-harness/plugin';
import type { DashboardRequest, DashboardResponse } from './dashboard-request.ts';
import { MAX_FORM_BYTES } from './write/parse-form.ts';

/** Time a client may take without receiving a byte of a response, milliseconds. */
const TAKES_MS = 15_000;

/** Answers a request of `node:http`. Only bodies of forms are read. */
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
    body: () => web.readBody(request, MAX_FORM_BYTES),
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
