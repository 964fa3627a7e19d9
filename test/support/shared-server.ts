/** Servers that all tests of a run share; test/shared-servers.ts starts them when asked. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Names the socket where the servers are asked for. */
export const SERVERS_VARIABLE = 'TEST_SHARED_SERVERS';

export interface SharedServer {
  /** Where it is found: path of a socket, or an address. */
  readonly socket: string;
  readonly stop: () => Promise<void>;
}

/** What is said to whoever asks for a server. */
export type Answer = { readonly socket: string } | { readonly error: string };

/** Where the server of this name is, which is started if nobody has asked before. */
export async function addressOf(server: string): Promise<string> {
  const path = process.env[SERVERS_VARIABLE];
  if (path === undefined) throw new Error('test/shared-servers.ts is not in the global set-up');
  const socket = connect(path);
  await once(socket, 'connect');
  socket.write(server);
  const answer = JSON.parse(await text(socket)) as Answer;
  if ('error' in answer) throw new Error(`${server}: ${answer.error}`);
  return answer.socket;
}
