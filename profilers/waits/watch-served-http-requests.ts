/** Runs in the measured process: each HTTP request that it serves is an operation. */
import { subscribe } from 'node:diagnostics_channel';
import http, { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import { pathPattern } from '../normalise-request-path-and-host.ts';
import {
  beginOperation,
  type OngoingOperation,
  runInContext,
  type WaitContext,
} from './wait-recorder.ts';

type Emit = (
  this: NodeJS.EventEmitter,
  ...args: [event: string | symbol, ...rest: unknown[]]
) => boolean;

const contexts = new WeakMap<object, WaitContext>();
const begun = new WeakMap<object, OngoingOperation>();

export function watchServedHttpRequests(): void {
  for (const { prototype } of [http.Server, https.Server]) serveInContext(prototype);
  // Bodies arrive through events of the connection, which has no reference to the request.
  for (const { prototype } of [IncomingMessage, ClientRequest]) patchEmitContext(prototype);
  subscribe('http.server.response.finish', (message) => {
    begun.get((message as { readonly response: object }).response)?.end();
  });
}

function serveInContext(prototype: object): void {
  const emit = Reflect.get(prototype, 'emit') as Emit;
  replaceEmit(prototype, function (this: NodeJS.EventEmitter, ...args): boolean {
    const [event, request, response] = args;
    const isServed =
      (event === 'request' || event === 'checkContinue') &&
      request instanceof IncomingMessage &&
      response instanceof ServerResponse &&
      !contexts.has(request);
    if (!isServed) return Reflect.apply(emit, this, args);
    const { context } = begin(request, response);
    return runInContext(context, () => Reflect.apply(emit, this, args));
  });
}

function begin(request: IncomingMessage, response: ServerResponse): OngoingOperation {
  const operation = beginOperation(() => {
    const { localPort = 0, remotePort = 0 } = request.socket;
    const name = `${request.method ?? 'GET'} ${pathPattern(request.url ?? '/')}`;
    return { name, localPort, remotePort };
  });
  contexts.set(request, operation.context);
  if (!operation.context.isKept) return operation;
  begun.set(response, operation);
  // If the client disconnects, the answer never finishes.
  response.once('close', operation.end);
  return operation;
}

export function setEmitContext(emitter: object, context: WaitContext): void {
  contexts.set(emitter, context);
}

/** Makes events of objects with this prototype run in the context set for each object. */
export function patchEmitContext(prototype: object): void {
  const emit = Reflect.get(prototype, 'emit') as Emit;
  // The function's name marks stacks that end here; see waiting-call-stacks.ts.
  replaceEmit(prototype, function runCarried(this: NodeJS.EventEmitter, ...args): boolean {
    const context = this.listenerCount(args[0]) > 0 ? contexts.get(this) : undefined;
    if (context === undefined) return Reflect.apply(emit, this, args);
    return runInContext(context, () => Reflect.apply(emit, this, args));
  });
}

function replaceEmit(prototype: object, emit: Emit): void {
  Object.defineProperty(prototype, 'emit', {
    value: emit,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
