/**
 * Proxy in front of a server that imitates networks and failing servers: it delays answers, answers
 * with an error, or not at all. It is a separate process, so that neither the generator nor the
 * server does its work. Receives a plan, and sends its port.
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
import { createRandom } from '../../stats/seeded-random.ts';

const plan = JSON.parse(process.argv[2] ?? '') as FaultPlan;
const { latencyMs, jitterMs = 0, errorShare, status = 503, dropShare, upstream, seed } = plan;
const target = new URL(upstream);
const random = createRandom(seed);
// A separate random sequence: adding jitter does not change which requests are dropped or refused.
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
  // Both are drawn for every request, so that the share of one fault does not change the draws of
  // the other.
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
      // Breaks off the client's answer as well if the server's breaks off; otherwise the client
      // would wait for its end.
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

// The proxy's own timeouts must not cut a load of keep-alive connections.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ type: 'listening', port } satisfies FaultProxyMessage);
});
// The proxy has no purpose after the harness has gone.
process.on('disconnect', () => process.exit());

/** Faults that a proxy injects into the requests that pass it. */
export interface FaultPlan {
  /** Added before a request is passed on, milliseconds. */
  readonly latencyMs: number;
  /** Maximum deviation above or below the delay, milliseconds; absent for none. */
  readonly jitterMs?: number | undefined;
  /** Share that is answered with an error and not passed on. */
  readonly errorShare: number;
  /** Status of those answers; absent: 503. */
  readonly status?: number | undefined;
  /** Share of requests whose connection is closed without an answer. */
  readonly dropShare: number;
  /** Origin that the other requests are passed on to, such as `http://127.0.0.1:4711`. */
  readonly upstream: string;
  /** Seed of the random draws; the same on both sides of a pair. */
  readonly seed: number;
}

export interface FaultProxyMessage {
  readonly type: 'listening';
  readonly port: number;
}
