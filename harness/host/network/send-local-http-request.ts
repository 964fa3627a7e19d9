import { request } from 'node:http';
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
