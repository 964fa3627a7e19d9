import type { PageScenario, ScenarioBase } from '../model/scenario.ts';
import type { ReadPage } from './definition-schema.ts';
import type { Filler } from './fill-placeholders.ts';
import {
  pathProblem,
  remoteProblem,
  type ServedParts,
  startAllowance,
  toServer,
} from './to-server.ts';

const DEFAULT_PAGE_MS = 30_000;
const DEFAULT_REST_MS = 10_000;
/** What Lighthouse has for desktop and mobile (core/config/constants.js). */
const DESKTOP = { width: 1_350, height: 940 };
const MOBILE = { width: 412, height: 823 };

/** What is a page scenario's own. */
export function pageSettings(
  read: ReadPage,
  fill: Filler,
  parts: ServedParts,
): Omit<PageScenario, Exclude<keyof ScenarioBase, 'timeoutMs'>> {
  const { throttling = 'none', viewport, loadTimeout, restTimeout } = read.page;
  const server = read.server === undefined ? null : toServer(read.server, fill, parts);
  const url = fill.text(read.page.url, 'page.url');
  const problem = server === null ? remoteProblem(url, parts.context) : pathProblem(url);
  if (problem !== null) parts.onMistake('page.url', problem);
  const loadTimeoutMs = loadTimeout ?? DEFAULT_PAGE_MS;
  const restTimeoutMs = restTimeout ?? DEFAULT_REST_MS;
  const startMs = startAllowance(server);
  return {
    kind: 'page',
    server,
    url,
    throttling,
    viewport: viewport ?? (throttling === 'mobile' ? MOBILE : DESKTOP),
    loadTimeoutMs,
    restTimeoutMs,
    allowRemote: parts.context.allowRemote,
    timeoutMs: parts.timeout(startMs + loadTimeoutMs + restTimeoutMs),
  };
}
