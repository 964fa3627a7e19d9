import { dirname, resolve } from 'node:path';
import { FIELD_METRICS } from '../../model/field-metrics.ts';
import type {
  FieldSource,
  PageFlow,
  PageScenario,
  ScenarioBase,
} from '../../model/scenario/scenario.ts';
import type { ReadPage } from '../schema/scenario-definition-schema.ts';
import { listKindMetrics } from '../schema/scenario-kind-metrics.ts';
import type { PlaceholderFiller } from './fill-param-placeholders.ts';
import {
  checkRemoteUrl,
  checkServerPath,
  createServerSettings,
  type OnMistake,
  type ServedScenarioContext,
  serverStartAllowanceMs,
} from './server-settings.ts';

const DEFAULT_PAGE_MS = 30_000;
const DEFAULT_REST_MS = 10_000;
const DEFAULT_FLOW_MS = 30_000;
/** Time that Lighthouse may add to a unit, milliseconds; a load takes it some 15 s. */
const LIGHTHOUSE_MS = 120_000;
/** Warm-up runs of a flow may take as long as this many regular runs. */
const WARMUP_ALLOWANCE = 10;
/** Lighthouse's viewports for desktop and mobile (core/config/constants.js). */
const DESKTOP = { width: 1_350, height: 940 };
const MOBILE = { width: 412, height: 823 };

export function createPageSettings(
  read: ReadPage,
  fill: PlaceholderFiller,
  parts: ServedScenarioContext,
): Omit<PageScenario, Exclude<keyof ScenarioBase, 'timeoutMs'>> {
  const { throttling = 'none', viewport, loadTimeout, restTimeout } = read.page;
  const { expectElement, expectErrors } = read.page;
  const server = read.server === undefined ? null : createServerSettings(read.server, fill, parts);
  const url = fill.text(read.page.url, 'page.url');
  const problem = server === null ? checkRemoteUrl(url, parts.context) : checkServerPath(url);
  if (problem !== null) parts.onMistake('page.url', problem);
  checkFieldMetrics(read, parts);
  const loadTimeoutMs = loadTimeout ?? DEFAULT_PAGE_MS;
  const restTimeoutMs = restTimeout ?? DEFAULT_REST_MS;
  const flow = toFlow(read, fill, parts);
  const lighthouse = read.page.lighthouse ?? wantsLighthouse(read);
  const startMs = serverStartAllowanceMs(server);
  return {
    kind: 'page',
    server,
    url,
    ...(read.field === undefined ? {} : { field: toField(read.field, url, fill, parts) }),
    throttling,
    viewport: viewport ?? (throttling === 'mobile' ? MOBILE : DESKTOP),
    loadTimeoutMs,
    restTimeoutMs,
    ...(expectElement === undefined ? {} : { expectElement }),
    ...(expectErrors === undefined ? {} : { expectErrors }),
    ...(flow === undefined ? {} : { flow }),
    ...(lighthouse ? { lighthouse } : {}),
    ...(read.page.trace === true ? { trace: true } : {}),
    allowRemote: parts.context.allowRemote,
    timeoutMs: parts.timeout(
      startMs +
        loadTimeoutMs +
        restTimeoutMs +
        flowMs(flow, restTimeoutMs) +
        (lighthouse ? LIGHTHOUSE_MS : 0),
    ),
  };
}

/** True if Lighthouse is to run; a limit for one of its metrics requests it. */
function wantsLighthouse({ budgets, regression, metrics }: ReadPage): boolean {
  const limited = [...(budgets?.values() ?? [])].map(({ metric }) => metric);
  const named = [...limited, ...(regression?.keys() ?? []), ...(metrics ?? [])];
  return named.some((name) => name.startsWith('lighthouse.'));
}

/** Metrics that a flow brings. */
export function flowMetrics({ page }: ReadPage): readonly string[] {
  if (page.flow === undefined) return [];
  return page.repeat === undefined ? ['inp'] : ['inp', 'heap_growth'];
}

/** Reports requested metrics that only a flow could provide. */
export function checkFlowMetrics(
  read: ReadPage,
  metrics: readonly string[],
  onMistake: OnMistake,
): void {
  const given = flowMetrics(read);
  // Field data from real users need no flow.
  const isKnown = given.includes('inp') || read.field !== undefined;
  if (metrics.includes('inp') && !isKnown) {
    onMistake('page.flow', 'inp needs user interactions; add a flow that performs them');
  } else if (metrics.includes('heap_growth') && !given.includes('heap_growth')) {
    onMistake('page.repeat', 'heap_growth needs a repeated flow; set the number of repetitions');
  }
}

/** Returns the time that the flow adds to the limit of a unit, milliseconds. */
function flowMs(flow: PageFlow | undefined, restTimeoutMs: number): number {
  if (flow === undefined) return 0;
  const runs = flow.repeat === undefined ? 1 : flow.repeat + WARMUP_ALLOWANCE;
  return runs * flow.timeoutMs + restTimeoutMs;
}

function toFlow(
  { page }: ReadPage,
  fill: PlaceholderFiller,
  { source, common, onMistake }: ServedScenarioContext,
): PageFlow | undefined {
  const { flow, flowTimeout, repeat } = page;
  if (flow === undefined) {
    const key = repeat !== undefined ? 'repeat' : flowTimeout !== undefined ? 'flowTimeout' : null;
    if (key !== null)
      onMistake(`page.${key}`, 'this key applies to a flow, but the page has no flow');
    return undefined;
  }
  const folder = source.file === null ? common.cwd : dirname(source.file);
  return {
    file: flow.type === 'inline' ? null : resolve(folder, fill.text(flow.path, 'page.flow')),
    timeoutMs: flowTimeout ?? DEFAULT_FLOW_MS,
    ...(repeat === undefined ? {} : { repeat }),
  };
}

/** The window of the Chrome UX Report. */
const DEFAULT_DAYS = 28;

/** Resolves field data's file in the scenario's folder; default path: that of the page. */
function toField(
  { file, page, days = DEFAULT_DAYS }: NonNullable<ReadPage['field']>,
  url: string,
  fill: PlaceholderFiller,
  { source, common }: ServedScenarioContext,
): FieldSource {
  const folder = source.file === null ? common.cwd : dirname(source.file);
  return {
    file: resolve(folder, fill.text(file, 'field.file')),
    page: page === undefined ? pathOf(url) : fill.text(page, 'field.page'),
    days,
  };
}

function pathOf(url: string): string {
  return URL.parse(url, 'http://page.invalid')?.pathname ?? url;
}

/** Reports limits on metrics that only field data has, if no field data is given. */
function checkFieldMetrics(
  { budgets, field }: ReadPage,
  { onMistake }: Pick<ServedScenarioContext, 'onMistake'>,
): void {
  if (field !== undefined) return;
  const { own, onRequest } = listKindMetrics('page');
  for (const { metric } of budgets?.values() ?? []) {
    if (!FIELD_METRICS.includes(metric) || [...own, ...onRequest].includes(metric)) continue;
    onMistake(
      'budgets',
      `${metric} is only available from real users; set "field" to a file with data on their visits`,
    );
  }
}
