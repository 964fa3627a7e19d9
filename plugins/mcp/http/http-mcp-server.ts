import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { type Host, web } from 'perf-harness/plugin';
import {
  type AccessCredentials,
  MCP_PATH,
  type Refusal,
  refuseRequest,
  sendRefusal,
} from './mcp-http-requests-and-responses.ts';
import {
  HTTP_LIMITS,
  type HttpLimits,
  openSession,
  type Session,
  type SessionSetup,
} from './open-client-session.ts';

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

/** Address of this machine only, and the number of bytes of the token. */
const LOOPBACK = '127.0.0.1';
const TOKEN_BYTES = 32;
const MOST_CONNECTIONS = 64;
/** Time for requests under way when the command is to end. */
const GRACE_MS = 2_000;
const TROUBLE = {
  code: 'mcp-address',
  remedy: 'Choose another port, or pick a free port with --http 0.',
};

/** `perf-harness mcp --http`: runs until a signal ends it, which is the normal way to stop it. */
export async function serveMcpOverHttp(
  host: Host,
  port: number,
  served: Pick<SessionSetup, 'version' | 'rules' | 'parts'>,
  signal: AbortSignal,
): Promise<void> {
  const token = web.randomToken(TOKEN_BYTES);
  let door: HttpMcpServer | null = null;
  const server = await web.listen(
    { host: LOOPBACK, port },
    MOST_CONNECTIONS,
    (request, response) => void door?.answer(request, response),
    TROUBLE,
  );
  const url = `${server.url}${MCP_PATH}`;
  const tell = (text: string): void => host.terminal.err(text);
  door = openHttpMcpServer(
    { port: server.port, token },
    { ...served, url, limits: HTTP_LIMITS, tell },
  );
  host.terminal.out(`${url}\nAuthorization: Bearer ${token}\n`);
  web.printNotice(
    host,
    'Agents on this machine must send this header to connect. Press Ctrl-C to stop.',
  );
  await web.untilAborted(signal);
  await door.close();
  await server.close(GRACE_MS);
}
