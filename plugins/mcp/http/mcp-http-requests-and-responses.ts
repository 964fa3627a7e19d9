import { web } from 'perf-harness/plugin';

export const MCP_PATH = '/mcp';

/** Reason for the refusal of a request, as reported to its sender. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 503;
  readonly message: string;
}

export interface AccessCredentials {
  readonly port: number;
  readonly token: string;
}

/**
 * Checks a request; null: it is accepted. A page of another site can make a browser send requests
 * here, under a name of its own that it makes resolve to this machine: Host and Origin reveal it.
 */
export function refuseRequest(
  { method, url, headers }: Pick<web.NodeRequest, 'method' | 'url' | 'headers'>,
  { port, token }: AccessCredentials,
): Refusal | null {
  const names = ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`);
  if (!names.includes(headers.host?.toLowerCase() ?? '')) {
    return {
      status: 403,
      message: `This server is ${names[0]}, but the Host header names a different server.`,
    };
  }
  const { origin } = headers;
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) {
    return { status: 403, message: 'Pages from other origins are rejected.' };
  }
  if (!web.isSameToken(headers.authorization ?? '', `Bearer ${token}`)) {
    const message =
      'Send the header "Authorization: Bearer …" with the token that the server printed.';
    return { status: 401, message };
  }
  if (url?.split('?')[0] !== MCP_PATH) {
    return { status: 404, message: `This server serves only ${MCP_PATH}.` };
  }
  if (!['GET', 'POST', 'DELETE'].includes(method ?? '')) {
    return { status: 405, message: 'Only GET, POST and DELETE are accepted.' };
  }
  return null;
}

/** The request without its body, in the form that the SDK takes. */
export function toWebRequest({ method = 'GET', headers }: web.NodeRequest, url: string): Request {
  const given = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const headerValue of [value ?? []].flat()) given.append(name, headerValue);
  }
  return new Request(url, { method, headers: given });
}

/** Streams a response; resolves when it is sent, or when the client stops receiving it. */
export async function sendWebResponse(answer: Response, response: web.NodeResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body === null) {
    response.end();
    return;
  }
  // The headers are sent at once, since a client waits for them before the first event.
  response.flushHeaders();
  const parts = answer.body.getReader();
  // A client that disconnects ends the stream, which is not an error.
  const stop = (): void => void parts.cancel().catch(() => undefined);
  if (response.destroyed) return stop();
  response.once('close', stop);
  for (;;) {
    const { done, value } = await parts.read();
    if (done) break;
    if (!response.write(value)) await drained(response);
  }
  response.end();
}

/** Waits for a slow reader, but not for one that has disconnected. */
function drained(response: web.NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    if (response.destroyed) return resolve();
    response.once('drain', settle).once('close', settle);
  });
}

/** Sends a refusal as a protocol error, and closes the connection. */
export function sendRefusal(response: web.NodeResponse, { status, message }: Refusal): void {
  const error = { code: -32_000, message };
  const text = JSON.stringify({ jsonrpc: '2.0', error, id: null });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(status === 405 ? { allow: 'GET, POST, DELETE' } : {}),
  };
  response.writeHead(status, headers).end(text);
}
