import { randomToken } from '../../../harness/host/random-token.ts';
import type { Host } from '../../../harness/host.ts';
import { harnessVersion } from '../../../harness/machine/harness-version.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { CallRules } from '../../../mcp/call-tool.ts';
import { type HttpDoor, openHttpDoor } from '../../../mcp/http/http-door.ts';
import { HTTP_LIMITS } from '../../../mcp/http/http-limits.ts';
import { MCP_PATH } from '../../../mcp/http/refuse-request.ts';
import { listen, untilEnd } from '../../../registry/listening.ts';
import type { Plugin } from '../../../registry/plugin.ts';
import { tell } from '../../../registry/tell.ts';
import { composeDoor } from '../../compose-mcp.ts';

/** On this machine alone, with a token of so many bytes. */
const LOOPBACK = '127.0.0.1';
const TOKEN_BYTES = 32;
const MOST_CONNECTIONS = 64;
/** What is under way when the command is to end has this long. */
const GRACE_MS = 2_000;
const TROUBLE = {
  code: 'mcp-address',
  remedy: 'Name another port, or let one be chosen with --http 0.',
};

/** `perf-harness mcp --http`: runs until a signal ends it, which is how it is meant to end. */
export async function serveMcpOverHttp(
  host: Host,
  port: number,
  rules: CallRules,
  plugins: readonly Plugin[],
): Promise<ExitCode> {
  const token = randomToken(TOKEN_BYTES);
  let door: HttpDoor | null = null;
  const server = await listen(
    { host: LOOPBACK, port },
    MOST_CONNECTIONS,
    (request, response) => void door?.answer(request, response),
    TROUBLE,
  );
  door = openHttpDoor(
    { port: server.port, token },
    {
      version: harnessVersion(host),
      rules,
      parts: composeDoor(host, plugins),
      url: `${server.url}${MCP_PATH}`,
      limits: HTTP_LIMITS,
      tell: (text) => host.terminal.err(text),
    },
  );
  const ended = untilEnd(host);
  host.terminal.out(`${server.url}${MCP_PATH}\nAuthorization: Bearer ${token}\n`);
  tell(host, 'Agents of this machine that send this header are let in. Ctrl-C ends it.');
  await ended;
  await door.close();
  await server.close(GRACE_MS);
  return EXIT.ok;
}
