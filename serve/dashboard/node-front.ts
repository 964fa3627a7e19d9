import type { NodeRequest, NodeResponse } from '../../harness/host/network/web-server.ts';
import type { DashboardAnswer, DashboardRequest } from './dashboard-request.ts';

/** A client has this long to take in an answer, milliseconds without a byte. */
const TAKES_MS = 15_000;

/** Answers a request of `node:http`. What stands in the body of a request is never read. */
export async function answerNode(
  answer: (request: DashboardRequest) => Promise<DashboardAnswer>,
  request: NodeRequest,
  response: NodeResponse,
): Promise<void> {
  const { status, headers, body } = await answer({
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : (value ?? null);
    },
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
