/**
 * Stands before a server and does to its requests what networks and failing servers do: answers late,
 * answers with an error, or not at all. A process of its own, so that neither the generator nor the
 * server does its work. Plan in, port out.
 */
import {
  createServer,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { createRandom } from '../../stats/random.ts';
import type { FaultPlan, FaultProxyMessage } from './fault-messages.ts';

const plan = JSON.parse(process.argv[2] ?? '') as FaultPlan;
const { latencyMs, jitterMs = 0, errorShare, status = 503, dropShare, upstream, seed } = plan;
const target = new URL(upstream);
const random = createRandom(seed);
// A stream of its own: who is dropped or refused does not depend on whether there is a jitter.
const jitters = createRandom(seed + 1);
// As many as the clients have: the proxy must not be a pool that they wait for.
const agentOptions = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
const { agent, request } =
  target.protocol === 'https:'
    ? {
        // Load is measured, not trust.
        agent: new HttpsAgent({ ...agentOptions, rejectUnauthorized: false }),
        request: requestHttps,
      }
    : { agent: new HttpAgent(agentOptions), request: requestHttp };

const server = createServer((asked, answer) => {
  // Drawn for every request, so that the faults of one kind do not move those of the other.
  const [isDropped, isError] = [random.next() < dropShare, random.next() < errorShare];
  if (isDropped) {
    asked.socket.destroy();
    return;
  }
  const waitMs = latencyMs + (2 * jitters.next() - 1) * jitterMs;
  if (waitMs > 0) setTimeout(() => respond(asked, answer, isError), waitMs);
  else respond(asked, answer, isError);
});

function respond(asked: IncomingMessage, answer: ServerResponse, isError: boolean): void {
  if (isError) {
    asked.resume();
    answer.writeHead(status, { 'content-type': 'text/plain' }).end('an injected fault\n');
    return;
  }
  const passed = request(
    {
      agent,
      hostname: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port,
      method: asked.method,
      path: asked.url,
      headers: asked.headers,
    },
    (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      // An answer that breaks off does so for the client too, which would wait for its end otherwise.
      pipeline(given, answer, () => undefined);
    },
  );
  passed.on('error', () => {
    // Connection errors of the server are passed on to the client.
    if (answer.headersSent) answer.destroy();
    else asked.socket.destroy();
  });
  asked.pipe(passed);
}

// A load of keep-alive connections must not be cut by the proxy's own habits.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ type: 'listening', port } satisfies FaultProxyMessage);
});
// Nothing is left to stand before when the harness has gone.
process.on('disconnect', () => process.exit());
