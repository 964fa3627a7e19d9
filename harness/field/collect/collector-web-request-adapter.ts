import type { Collector } from './beacon-collector.ts';
import { type AdapterOptions, readForwardedAddress } from './collector-node-http-adapter.ts';
import type { CollectorRequest } from './collector-request-and-response-types.ts';

/** Answers a web `Request`, as used by Hono, route handlers of Next and others. */
export async function answerWebRequest(
  collector: Collector,
  request: Request,
  { addressHeader, address }: AdapterOptions & { readonly address: string | null },
): Promise<Response> {
  const header = (name: string): string | null => request.headers.get(name);
  const { status, headers, body } = await collector.answer({
    method: request.method,
    header,
    address: readForwardedAddress(header, addressHeader) ?? address,
    body: (most) => readBody(request, most),
  });
  return new Response(request.method === 'HEAD' ? null : body, { status, headers });
}

async function readBody({ body }: Request, most: number): ReturnType<CollectorRequest['body']> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > most) {
        await reader.cancel();
        return { unread: 'too-large' };
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return { unread: 'gone' };
  }
}
