import { Agent, request as open, type RequestOptions } from 'node:http';

/** A single HTTP request. */
export interface KeepAliveRequest extends Pick<RequestOptions, 'method' | 'signal'> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Time limit of the answer, milliseconds. */
  readonly timeoutMs: number;
}

/** Sends requests over persistent connections, as many as there are concurrent requests. */
export interface KeepAliveClient {
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
