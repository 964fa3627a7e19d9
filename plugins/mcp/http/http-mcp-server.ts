import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { web } from 'perf-harness/plugin';
import type { HttpLimits } from './http-limits.ts';
import { sendRefusal } from './node-to-web-request-conversion.ts';
import { openSession, type Session, type SessionSetup } from './open-client-session.ts';
import {
  type AccessCredentials,
  type Refusal,
  refuseRequest,
} from './refuse-unauthorized-mcp-request.ts';

/** MCP server over HTTP, with one session per client. */
export interface HttpMcpServer {
  readonly answer: (request: web.NodeRequest, response: web.NodeResponse) => Promise<void>;
  /** Ends all sessions with their work. */
  readonly close: () => Promise<void>;
}

/** The door for agents of this machine that know the token. */
export function openHttpMcpServer(
  entrance: AccessCredentials,
  setup: Omit<SessionSetup, 'onClosed'>,
): HttpMcpServer {
  const sessions = new Map<string, Session>();
  const onClosed = (id: string): void => {
    sessions.delete(id);
  };
  const sessionFor = async (id: string | null, body: unknown): Promise<Session | Refusal> => {
    if (id !== null) {
      const found = sessions.get(id);
      return found ?? { status: 404, message: 'This session does not exist; start a new session.' };
    }
    if (!isInitializeRequest(body)) {
      return { status: 400, message: 'A session starts with an initialize request.' };
    }
    await makeRoom(sessions, setup.limits.sessions);
    // Other sessions may have been opened in the meantime.
    if (sessions.size >= setup.limits.sessions) {
      return { status: 503, message: 'Too many clients are connected; disconnect a client first.' };
    }
    const session = openSession({ ...setup, onClosed });
    sessions.set(session.id, session);
    return session;
  };
  const answer: HttpMcpServer['answer'] = async (request, response) => {
    const refusal = refuseRequest(request, entrance);
    if (refusal !== null) return sendRefusal(response, refusal);
    const body = request.method === 'POST' ? await readMessage(request, setup.limits) : undefined;
    if (isRefusal(body)) return sendRefusal(response, body);
    const id = request.headers['mcp-session-id'];
    const session = await sessionFor([id ?? []].flat()[0] ?? null, body?.message);
    if (isRefusal(session)) return sendRefusal(response, session);
    await session.answer(request, response, body?.message);
  };
  return {
    answer: (request, response) =>
      answer(request, response).catch((error: unknown) => {
        // A client that disconnects within its message gets no response.
        if (!request.destroyed) setup.tell(`defect: ${String((error as Error).stack)}\n`);
        response.destroy();
      }),
    close: async () => {
      await Promise.all([...sessions.values()].map((session) => session.close()));
    },
  };
}

async function readMessage(
  request: web.NodeRequest,
  { bodyBytes }: HttpLimits,
): Promise<Refusal | { readonly message: unknown }> {
  const text = await web.readBody(request, bodyBytes);
  if (text === null)
    return { status: 413, message: `A message may have at most ${bodyBytes} bytes.` };
  try {
    return { message: JSON.parse(text) };
  } catch {
    return { status: 400, message: 'The body is not JSON.' };
  }
}

/** Closes the session that has been idle longest, unless all are active. */
async function makeRoom(sessions: ReadonlyMap<string, Session>, most: number): Promise<void> {
  if (sessions.size < most) return;
  const idle = [...sessions.values()]
    .map((session) => ({ session, sinceMs: session.idleSinceMs() ?? Number.POSITIVE_INFINITY }))
    .filter(({ sinceMs }) => Number.isFinite(sinceMs))
    .sort((idleSession, other) => idleSession.sinceMs - other.sinceMs);
  await idle[0]?.session.close();
}

function isRefusal(value: object | undefined): value is Refusal {
  return value !== undefined && 'status' in value;
}
