import { fileURLToPath } from 'node:url';
import { createPageExecutor } from '../../../../harness/executors/page/page-executor.ts';
import type { PageScenario } from '../../../../harness/model/scenario/scenario.ts';
import { SCENARIO_DEFAULTS } from '../../../support/scenario-defaults.ts';
import { createTrials } from '../executor-test-setup.ts';

export const PAGE_SERVER = fileURLToPath(
  new URL('../../../fixtures/page/server.mjs', import.meta.url),
);

/** A scenario that loads a page of the fixture's server. */
export function pageScenario(url: string, changes: Partial<PageScenario> = {}): PageScenario {
  return {
    ...SCENARIO_DEFAULTS,
    kind: 'page',
    name: 'home',
    server: {
      command: { type: 'argv', argv: [process.execPath, PAGE_SERVER] },
      env: {},
      cwd: process.cwd(),
      ready: { type: 'port' },
      readyTimeoutMs: 60_000,
      port: null,
    },
    url,
    throttling: 'none',
    viewport: { width: 1_350, height: 940 },
    loadTimeoutMs: 60_000,
    restTimeoutMs: 60_000,
    allowRemote: [],
    timeoutMs: 300_000,
    ...changes,
  };
}

/** Executor and helpers that measure pages in tests. */
export const openPageMeasurer = () => createTrials(createPageExecutor, 'perf-harness-page-');
