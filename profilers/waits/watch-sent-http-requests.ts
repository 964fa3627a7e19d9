/** Runs in the measured process: its own HTTP requests, by `fetch`, undici, `node:http` and `https`. */
import { subscribe } from 'node:diagnostics_channel';
import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { hostPattern, pathPattern } from '../normalise-request-path-and-host.ts';
import {
  beginNextWait,
  beginWait,
  callAndContinueInWait,
  callAsPartOfWait,
  contextAfterWait,
  currentWaitContext,
  dropWait,
  endWait,
  type OngoingWait,
  renameWait,
  splitWait,
} from './wait-recorder.ts';
import { setEmitContext } from './watch-served-http-requests.ts';
import { watchCalls } from './wrap-functions-to-record-waits.ts';

/**
 * Time from which a request was queued for a connection, milliseconds, since it is sent immediately
 * if a connection is free.
 */
const QUEUED_MS = 1;

/** Waits for the answers of requests, until each answer has been read. */
const waitsOf = new WeakMap<object, OngoingWait>();

export function watchSentHttpRequests(): void {
  for (const target of [http, https]) {
    for (const name of ['request', 'get']) watchHttp(target, name);
  }
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as HttpAnswer;
    if (request.socket !== null) recordConnection(request.socket);
    const wait = waitsOf.get(request);
    if (wait === undefined) return;
    notePorts(wait, request.socket);
    setEmitContext(response, contextAfterWait(wait));
    response.once('end', () => endWait(wait));
  });
  watchFetch();
  watchUndici();
}

interface HttpAnswer {
  readonly request: ClientRequest;
  readonly response: NodeJS.EventEmitter;
}

function watchHttp(target: object, name: string): void {
  watchCalls(target, name, ({ proceed, below }) => {
    const request = callAsPartOfWait(proceed) as ClientRequest;
    const to = String(request.getHeader('host') ?? request.host);
    const detail = `${request.method} ${hostPattern(to)}${pathPattern(request.path)}`;
    const wait = beginWait('network', detail, to, below);
    if (wait === null) return request;
    waitsOf.set(request, wait);
    setEmitContext(request, contextAfterWait(wait));
    if (isQueued(request)) {
      request.once('socket', () => splitWait(wait, 'pool', 'http.Agent'));
    }
    request.once('close', () => endWait(wait));
    return request;
  });
}

/** True if all connections that its agent may have are taken. */
function isQueued(request: ClientRequest): boolean {
  const { agent } = request as unknown as { readonly agent?: Partial<http.Agent> | false };
  if (typeof agent !== 'object') return false;
  return Object.values(agent.requests ?? {}).some((queue) =>
    (queue as readonly unknown[] | undefined)?.includes(request),
  );
}

/** Watches `fetch` itself, since its caller is no longer known when it makes a request. */
function watchFetch(): void {
  watchCalls(globalThis, 'fetch', ({ proceed, below }) => {
    const wait = beginWait('network', 'fetch', null, below);
    if (wait === null) return proceed();
    const answer = callAndContinueInWait(wait, proceed) as Promise<unknown>;
    return answer.then(undefined, (error: unknown) => {
      if (requested.has(wait)) endWait(wait);
      else dropWait(wait);
      throw error;
    });
  });
}

/** Properties used of the messages of undici's channels. */
interface UndiciMessage {
  readonly request: { readonly origin?: unknown; readonly method?: string; readonly path?: string };
  readonly socket: Socket;
}

/** Calls of `fetch` that have already made a request; a redirect makes another. */
const requested = new WeakSet<OngoingWait>();
const connectedMs = new WeakMap<object, number>();
const begunMs = new WeakMap<OngoingWait, number>();

function watchUndici(): void {
  subscribe('undici:request:create', (message) => {
    const { request } = message as UndiciMessage;
    const to = String(request.origin ?? '').replace(/^[a-z]+:\/\//i, '');
    const detail = `${request.method ?? 'GET'} ${hostPattern(to)}${pathPattern(request.path ?? '/')}`;
    const wait = waitOfCall(detail, to);
    if (wait === null) return;
    renameWait(wait, 'network', detail, to);
    begunMs.set(wait, performance.now());
    waitsOf.set(request, wait);
  });
  subscribe('undici:client:connected', (message) => {
    const { socket } = message as UndiciMessage;
    connectedMs.set(socket, performance.now());
    // Sockets with TLS are reported nowhere else.
    recordConnection(socket);
  });
  subscribe('undici:client:sendHeaders', (message) => {
    const { request, socket } = message as UndiciMessage;
    const wait = waitsOf.get(request);
    if (wait === undefined) return;
    notePorts(wait, socket);
    const begun = begunMs.get(wait) ?? 0;
    // An existing connection was busy; connecting a new connection is part of the request.
    const wasThere = (connectedMs.get(socket) ?? 0) < begun;
    if (wasThere && performance.now() - begun > QUEUED_MS) splitWait(wait, 'pool', 'undici');
  });
  for (const channel of ['undici:request:trailers', 'undici:request:error']) {
    subscribe(channel, (message) =>
      endWait(waitsOf.get((message as UndiciMessage).request) ?? null),
    );
  }
}

/** Returns the wait of the `fetch` that makes this request, or a new wait. */
function waitOfCall(detail: string, to: string): OngoingWait | null {
  const { within } = currentWaitContext();
  if (within === null) return beginWait('network', detail, to, waitOfCall);
  if (!requested.has(within)) {
    requested.add(within);
    return within;
  }
  return beginNextWait(within);
}

function notePorts(wait: OngoingWait, socket: Partial<Socket> | null): void {
  wait.localPort = socket?.localPort ?? 0;
  wait.remotePort = socket?.remotePort ?? 0;
}

/** Runs in the measured process: records connections it opened, to match their other ends. */

/** Most pairs of ports: more than a machine can have open to a few others. */
const MOST = 50_000;

const pairs = new Set<string>();

export function watchOutgoingConnections(): void {
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => recordConnection(socket));
  });
}

function recordConnection({ localPort, remotePort }: Partial<Socket>): void {
  if (localPort === undefined || remotePort === undefined || pairs.size >= MOST) return;
  pairs.add(`${localPort}>${remotePort}`);
}

/** `local>remote`, each pair of ports once. */
export function listOutgoingConnections(): readonly string[] {
  return [...pairs];
}
