import { web } from 'perf-harness/plugin';

/** Parts of a request that the dashboard needs, independent of the server. */
export interface DashboardRequest {
  readonly method: string;
  /** As the first line of the request has it: path and query. */
  readonly target: string;
  /** By its name in small letters. */
  readonly header: (name: string) => string | null;
  /** Body as text, read on demand; null: it is larger than any form. */
  readonly body: () => Promise<string | null>;
}

export interface DashboardResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Bytes of a form that are taken in: a name and a reason. */
const MAX_FORM_BYTES = 16_384;
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
