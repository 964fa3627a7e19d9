import type { NodeRequest, NodeResponse } from '../../host/network/web-server.ts';
import type { Collector } from './beacon-collector.ts';
import type {
  CollectorRequest,
  CollectorResponse,
} from './collector-request-and-response-types.ts';

/** A client has this long for 64 kilobytes. */
const BODY_MS = 10_000;

export interface AdapterOptions {
  /** Header in which your proxy names the client; its last address counts. null: no such proxy. */
  readonly addressHeader: string | null;
}

/** A request whose body a framework on `node:http` has read and added to it. */
type ReadRequest = NodeRequest & { readonly body?: unknown };

/** Answers a request of `node:http` or a framework built on it. */
export async function answerNodeRequest(
  collector: Collector,
  request: ReadRequest,
  response: NodeResponse,
  options: AdapterOptions,
): Promise<void> {
  const answer = await collector.answer(requestOfNode(request, options));
  if (response.destroyed) return;
  const isUnread = !request.complete && request.method === 'POST';
  response.writeHead(answer.status, { ...lengthOf(answer), ...answer.headers });
  response.end(request.method === 'HEAD' ? undefined : (answer.body ?? undefined));
  if (isUnread) response.once('finish', () => lingerOn(request));
}

/** Time and bytes in which a request's rest is still read and discarded after the response. */
const LINGER_MS = 500;
const LINGER_BYTES = 1e6;

/** Closing at once could lose the response, so reading goes on for a limited time and size. */
function lingerOn(request: NodeRequest): void {
  let size = 0;
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  request.on('data', (part: Buffer) => {
    size += part.length;
    if (size > LINGER_BYTES) request.destroy();
  });
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  request.resume();
}

function lengthOf({ body, status }: CollectorResponse): Readonly<Record<string, string>> {
  if (status === 204) return {};
  return { 'content-length': `${body === null ? 0 : Buffer.byteLength(body)}` };
}

function requestOfNode(request: ReadRequest, { addressHeader }: AdapterOptions): CollectorRequest {
  const header = (name: string): string | null => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  return {
    method: request.method ?? 'GET',
    header,
    address: readForwardedAddress(header, addressHeader) ?? request.socket.remoteAddress ?? null,
    body: (most) => {
      const { body } = request;
      // A parser was there before, as express.text().
      if (typeof body === 'string') return Promise.resolve(body);
      if (body !== undefined && request.readableEnded) return Promise.resolve(JSON.stringify(body));
      return readBody(request, most);
    },
  };
}

/** Returns the last address in a header that proxies append to; earlier ones may be forged. */
export function readForwardedAddress(
  header: CollectorRequest['header'],
  name: string | null,
): string | undefined {
  if (name === null) return undefined;
  return header(name.toLowerCase())?.split(',').at(-1)?.trim() || undefined;
}

type Body = Awaited<ReturnType<CollectorRequest['body']>>;

function readBody(request: NodeRequest, most: number): Promise<Body> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    const settle = (body: Body): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      // A later error is irrelevant, and must not end the process.
      request.on('error', () => undefined);
      resolve(body);
    };
    const onData = (part: Buffer): void => {
      parts.push(part);
      size += part.length;
      if (size <= most) return;
      request.pause();
      settle({ unread: 'too-large' });
    };
    const onEnd = (): void => settle(Buffer.concat(parts).toString('utf8'));
    const onGone = (): void => settle({ unread: 'gone' });
    const timer = setTimeout(() => settle({ unread: 'too-slow' }), BODY_MS);
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}
