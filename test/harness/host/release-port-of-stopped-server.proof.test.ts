/** Resources that a stopped program frees for the next one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  acceptsConnections,
  isPortTaken,
} from '../../../harness/host/network/find-and-probe-ports.ts';
import { createHost } from '../../../harness/host.ts';
import { findPortFreeAcrossRestarts } from '../../support/find-port-free-across-restarts.ts';

const SERVER = `import { createServer } from 'node:http';
createServer((_request, response) => response.end()).listen(process.env.PORT, '127.0.0.1');
`;
/** A process's threads end one after another: one time in seven, the first was ahead. */
const ROUNDS = 12;

test('releases the port of a stopped server', async () => {
  const { processes } = createHost();
  const port = await findPortFreeAcrossRestarts();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const server = processes.start({
      file: process.execPath,
      args: ['--input-type=module', '--eval', SERVER],
      env: { PORT: String(port) },
    });
    while (!(await acceptsConnections('127.0.0.1', port))) await sleep(5);
    await server.stop();
    expect(await isPortTaken(port), `after ${round} stops`).toBe(false);
  }
});
