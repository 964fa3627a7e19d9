import { type Host, web } from 'perf-harness/plugin';
import { HTTP_LIMITS } from '../http/http-limits.ts';
import { type HttpMcpServer, openHttpMcpServer } from '../http/http-mcp-server.ts';
import type { SessionSetup } from '../http/open-client-session.ts';
import { MCP_PATH } from '../http/refuse-unauthorized-mcp-request.ts';

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
