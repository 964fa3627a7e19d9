import { web } from 'perf-harness/plugin';

export const MCP_PATH = '/mcp';

/** Reason for the refusal of a request, as reported to its sender. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 503;
  readonly message: string;
}

/** Port and token that a request must match. */
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
