import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { web } from 'perf-harness/plugin';
import { createClientJobs } from '../background-jobs-by-tool.ts';
import type { CallRules } from '../call-tool.ts';
import { openMcpServer } from '../mcp-server.ts';
import type { McpServerDependencies } from '../mcp-server-dependencies.ts';
import { sendWebResponse, toWebRequest } from './mcp-http-requests-and-responses.ts';

export interface HttpLimits {
  /** Clients at a time. */
  readonly sessions: number;
  readonly bodyBytes: number;
  /** Time in which a client has to reopen its event stream once it has ended, milliseconds. */
  readonly goneMs: number;
  /** Time without requests after which a client without any event stream is gone, milliseconds. */
  readonly idleMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  sessions: 8,
  bodyBytes: 1024 * 1024,
  goneMs: 15_000,
  idleMs: 30 * 60_000,
};

/** Session of a client, from its first message until it disconnects. */
export interface Session {
  readonly id: string;
  readonly answer: (
    request: web.NodeRequest,
    response: web.NodeResponse,
    body: unknown,
  ) => Promise<void>;
  /** Start of its idle time, on the monotonic clock; null if work is in progress. */
  readonly idleSinceMs: () => number | null;
  /** Ends it with all of its work; resolves when that is gone. */
  readonly close: () => Promise<void>;
}

export interface SessionSetup {
  readonly version: string;
  readonly rules: CallRules;
  readonly parts: McpServerDependencies;
  readonly url: string;
  readonly limits: HttpLimits;
  readonly tell: (text: string) => void;
  readonly onClosed: (id: string) => void;
}

/** Opens a session for the client's first message; it ends by itself once the client is gone. */
export function openSession(setup: SessionSetup): Session {
  const { version, rules, parts, url, limits, tell, onClosed } = setup;
  const id = randomUUID();
  const jobs = createClientJobs(parts.jobs);
  const door = openMcpServer(version, rules, { ...parts, jobs }, (error) =>
    tell(`defect: ${String((error as Error).stack)}\n`),
  );
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id });
  let underWay = 0;
  let idleSinceMs = performance.now();
  let hadNews = false;
  let timer: NodeJS.Timeout | undefined;
  let ended: Promise<unknown> | null = null;
  door.onclose = () => {
    clearTimeout(timer);
    ended = jobs.end();
    onClosed(id);
  };
  const connected = door.connect(transport);
  const close = async (): Promise<void> => {
    await door.close();
    await ended;
  };
  const waitForMore = (): void => {
    idleSinceMs = performance.now();
    if (ended === null)
      timer = setTimeout(() => void close(), hadNews ? limits.goneMs : limits.idleMs);
  };
  waitForMore();
  return {
    id,
    idleSinceMs: () => (underWay > 0 || jobs.isRunning() ? null : idleSinceMs),
    close,
    answer: async (request, response, body) => {
      await connected;
      if (response.destroyed) return;
      clearTimeout(timer);
      underWay += 1;
      // The client has disconnected and cannot get a response, so that its requests are not worth
      // measuring.
      const cancelAll = (): void => cancel(transport, requestIds(body));
      response.once('close', () => {
        if (!response.writableFinished) cancelAll();
        underWay -= 1;
        if (underWay === 0) waitForMore();
      });
      const options = body === undefined ? {} : { parsedBody: body };
      const answer = await transport.handleRequest(toWebRequest(request, url), options);
      hadNews ||= request.method === 'GET' && answer.ok;
      // The client may have disconnected before the call was started.
      if (response.destroyed) cancelAll();
      await sendWebResponse(answer, response);
      // The first request did not initialize the session, so nobody can use it.
      if (transport.sessionId === undefined) await close();
    },
  };
}

function cancel(
  { onmessage }: WebStandardStreamableHTTPServerTransport,
  ids: readonly RequestId[],
): void {
  for (const requestId of ids) {
    const params = { requestId, reason: 'the client has disconnected' };
    onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  }
}

function requestIds(body: unknown): readonly RequestId[] {
  return [body].flat().flatMap((message) => {
    const { id, method } = (message ?? {}) as { readonly id?: unknown; readonly method?: unknown };
    const isId = typeof id === 'string' || typeof id === 'number';
    return isId && method !== undefined ? [id] : [];
  });
}
