import type { HttpScenario, ScenarioBase } from '../../model/scenario/scenario.ts';
import type { ReadHttp } from '../schema/definition-schema.ts';
import type { Filler } from './fill-placeholders.ts';
import { toServerCache } from './to-cache.ts';
import { toLoad, toRequest } from './to-request.ts';
import {
  pathProblem,
  remoteProblem,
  type ServedParts,
  startAllowance,
  toOwnRequest,
  toServer,
} from './to-server.ts';

const DEFAULT_LOAD_MS = 2_000;
const DEFAULT_LOAD_WARMUP_MS = 500;

/** What is an http scenario's own. */
export function httpSettings(
  read: ReadHttp,
  fill: Filler,
  parts: ServedParts,
): Omit<HttpScenario, Exclude<keyof ScenarioBase, 'timeoutMs'>> {
  const { context, onMistake } = parts;
  const asked = toRequest(read.http, fill, onMistake);
  const { request, server } =
    read.server === undefined
      ? { request: asked, server: null }
      : toOwnRequest(asked, toServer(read.server, fill, parts));
  const checkUrl = (url: string, path: string): void => {
    const problem = server === null ? remoteProblem(url, context) : pathProblem(url);
    if (problem !== null) onMistake(path, problem);
  };
  checkUrl(request.url, 'http.url');
  const checkCountersUrl = (url: string, path: string): void => {
    // A path is one of the server that is up already; with two slashes it names another host.
    if (server !== null || !/^\/(?!\/)/.test(url)) checkUrl(url, path);
  };
  // Scenarios without a cache are as they were before there were any with.
  const cache = toServerCache(read, fill, checkCountersUrl);
  const durationMs = read.http.duration ?? DEFAULT_LOAD_MS;
  const warmupMs = read.http.warmup ?? DEFAULT_LOAD_WARMUP_MS;
  // A server that may take long to start must not use up the time for measuring it.
  const startMs = startAllowance(server);
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
