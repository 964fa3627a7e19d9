import type {
  HttpScenario,
  LoadModel,
  RequestSettings,
  ScenarioBase,
} from '../../model/scenario/scenario.ts';
import type { ReadHttp } from '../schema/scenario-definition-schema.ts';
import { describeOpaqueValue, type PlainValue } from '../schema/serialisable-user-value.ts';
import type { ReadRequest } from '../schema/server-and-request-schema.ts';
import { createServerCache } from './create-cache-hit-rate-settings.ts';
import type { PlaceholderFiller } from './fill-param-placeholders.ts';
import {
  checkRemoteUrl,
  checkServerPath,
  createServerSettings,
  routeToOwnServer,
  type ServedScenarioContext,
  serverStartAllowanceMs,
} from './server-settings.ts';

const DEFAULT_LOAD_MS = 2_000;
const DEFAULT_LOAD_WARMUP_MS = 500;

export function createHttpSettings(
  read: ReadHttp,
  fill: PlaceholderFiller,
  parts: ServedScenarioContext,
): Omit<HttpScenario, Exclude<keyof ScenarioBase, 'timeoutMs'>> {
  const { context, onMistake } = parts;
  const asked = toRequest(read.http, fill, onMistake);
  const { request, server } =
    read.server === undefined
      ? { request: asked, server: null }
      : routeToOwnServer(asked, createServerSettings(read.server, fill, parts));
  const checkUrl = (url: string, path: string): void => {
    const problem = server === null ? checkRemoteUrl(url, context) : checkServerPath(url);
    if (problem !== null) onMistake(path, problem);
  };
  checkUrl(request.url, 'http.url');
  const checkCountersUrl = (url: string, path: string): void => {
    // A path refers to the server already running; two leading slashes name another host.
    if (server !== null || !/^\/(?!\/)/.test(url)) checkUrl(url, path);
  };
  // Scenarios without a cache are as they were before there were any with.
  const cache = createServerCache(read, fill, checkCountersUrl);
  const durationMs = read.http.duration ?? DEFAULT_LOAD_MS;
  const warmupMs = read.http.warmup ?? DEFAULT_LOAD_WARMUP_MS;
  // A slow server start must not use up the time for measuring.
  const startMs = serverStartAllowanceMs(server);
  return {
    kind: 'http',
    server,
    request,
    load: toLoad(read.http),
    ...(read.http.cores === 'shared' ? { cores: 'shared' } : {}),
    ...(cache === undefined ? {} : { cache }),
    durationMs,
    warmupMs,
    timeoutMs: parts.timeout(startMs + warmupMs + durationMs),
  };
}

const DEFAULT_CONNECTIONS = 10;
const DEFAULT_MOST_CONNECTIONS = 1_000;
const DEFAULT_TIMEOUT_MS = 10_000;

/** The request of a scenario, placeholders filled; a body that is no text becomes JSON. */
function toRequest(
  read: ReadRequest,
  fill: PlaceholderFiller,
  onMistake: (path: string, problem: string) => void,
): RequestSettings {
  const headers = fill.map(read.headers ?? {}, 'http.headers');
  const body = read.body === undefined ? null : toBody(read.body, fill, onMistake);
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const isJson = body !== null && typeof read.body !== 'string' && !hasType;
  return {
    url: fill.text(read.url, 'http.url'),
    method: read.method ?? (body === null ? 'GET' : 'POST'),
    headers: isJson ? { ...headers, 'content-type': 'application/json' } : headers,
    body,
    expectStatus: read.expectStatus ?? [],
    timeoutMs: read.timeout ?? DEFAULT_TIMEOUT_MS,
  };
}

function toBody(
  body: PlainValue,
  fill: PlaceholderFiller,
  onMistake: (path: string, problem: string) => void,
): string {
  if (typeof body === 'string') return fill.text(body, 'http.body');
  const opaque = firstOpaque(body, 'http.body');
  if (opaque !== null) onMistake(opaque.path, `found ${opaque.name}, which JSON cannot represent`);
  return JSON.stringify(fill.value(body, 'http.body'));
}

function firstOpaque(
  value: PlainValue,
  path: string,
): { readonly path: string; readonly name: string } | null {
  const name = describeOpaqueValue(value);
  if (name !== null) return { path, name };
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = firstOpaque(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Returns the load model: open if `rate` is given, otherwise closed. */
function toLoad(read: ReadRequest): LoadModel {
  if (read.rate === undefined) {
    return { type: 'closed', connections: read.connections ?? DEFAULT_CONNECTIONS };
  }
  return {
    type: 'open',
    rate: read.rate,
    maxConnections: read.maxConnections ?? DEFAULT_MOST_CONNECTIONS,
  };
}
