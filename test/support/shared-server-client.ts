/** Servers that all tests of a run share; test/start-shared-chromium-and-databases.ts starts them on request. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Variable that names the socket for requests of servers. */
export const SERVERS_VARIABLE = 'TEST_SHARED_SERVERS';

export interface SharedServer {
  /** Path of its socket, or its address. */
  readonly socket: string;
  readonly stop: () => Promise<void>;
}

/** Answer to a request for a server. */
export type ServerResponse = { readonly socket: string } | { readonly error: string };

/** Returns the address of the server of this name, which is started at the first request. */
export async function requestServerAddress(server: string): Promise<string> {
  const path = process.env[SERVERS_VARIABLE];
  if (path === undefined)
    throw new Error('test/start-shared-chromium-and-databases.ts is not in the global set-up');
  const socket = connect(path);
  await once(socket, 'connect');
  socket.write(server);
  const answer = JSON.parse(await text(socket)) as ServerResponse;
  if ('error' in answer) throw new Error(`${server}: ${answer.error}`);
  return answer.socket;
}
