import { Agent, request as open, type RequestOptions, request } from 'node:http';
import { LOOPBACK } from './find-and-probe-ports.ts';

/** A request to a program on this machine. */
export interface LocalRequest {
  readonly port: number;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
}

export interface LocalResponse {
  readonly status: number;
  readonly text: string;
}

/** Sends a request to a loopback program on its own connection; null: no answer. Never throws. */
export function sendLocalHttpRequest(
  { port, method, path, body }: LocalRequest,
  signal: AbortSignal,
): Promise<LocalResponse | null> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const options = { host: LOOPBACK[0], port, method, path, headers, agent: false, signal };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', () => resolve(null));
    });
    asked.on('error', () => resolve(null));
    // A request that is cut off after its answer began has no answer.
    asked.on('close', () => resolve(null));
    asked.end(body);
  });
}

interface KeepAliveRequest extends Pick<RequestOptions, 'method' | 'signal'> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Time limit of the answer, milliseconds. */
  readonly timeoutMs: number;
}

/** Sends requests over persistent connections, as many as there are concurrent requests. */
interface KeepAliveClient {
  /** Resolves with the answer's status once complete. @throws Error if there is no answer. */
  readonly statusOf: (url: URL, request: KeepAliveRequest) => Promise<number>;
  readonly close: () => void;
}

export function createKeepAliveClient(): KeepAliveClient {
  const agent = new Agent({ keepAlive: true });
  return {
    statusOf: (url, { method, signal, headers, body, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const options = { agent, method, signal, headers, timeout: timeoutMs };
        const sent = open(url, options, (response) => {
          response.on('error', reject).on('end', () => resolve(response.statusCode ?? 0));
          response.resume();
        });
        sent.on('timeout', () => sent.destroy(new Error(`timed out after ${timeoutMs} ms`)));
        sent.on('error', reject).end(body ?? undefined);
      }),
    close: () => agent.destroy(),
  };
}
