import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPageExecutor } from '../../../../harness/executors/page/page-executor.ts';
import { createHost } from '../../../../harness/host.ts';
import type { Executor } from '../../../../harness/model/executor.ts';
import type { PageScenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, Failure, Trial } from '../../../../harness/model/trial.ts';
import { measureTrial } from '../../../../harness/sampling/measure-trial.ts';
import { SCENARIO_DEFAULTS } from '../../../support/scenario-defaults.ts';

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
export interface PageMeasurer {
  readonly host: ReturnType<typeof createHost>;
  readonly executor: ReturnType<typeof createPageExecutor>;
  readonly folder: string;
  readonly measure: (scenario: PageScenario, signal?: AbortSignal) => Promise<Trial>;
  /** Returns the single block of a trial, which must succeed. */
  readonly blockOf: (scenario: PageScenario) => Promise<Block>;
  /** Why a trial failed, which it must. */
  readonly failureOf: (scenario: PageScenario) => Promise<Failure>;
  /** Name of the folder of the unit that was begun last. */
  readonly lastUnit: () => string;
  readonly close: () => Promise<void>;
}

export function openPageMeasurer(): PageMeasurer {
  const host = createHost();
  const executor = createPageExecutor(host);
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-page-'));
  let units = 0;
  const measure = (
    scenario: PageScenario,
    signal = new AbortController().signal,
  ): Promise<Trial> => {
    units += 1;
    const planned = { index: units, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 } as const;
    // Sound: the kinds are the same, which the types cannot follow.
    return measureTrial(host, executor as unknown as Executor, scenario, planned, {
      folder,
      signal,
    });
  };
  return {
    host,
    executor,
    folder,
    measure,
    blockOf: async (scenario) => {
      const trial = await measure(scenario);
      if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
      const [block] = trial.blocks;
      if (block === undefined) throw new Error('no block');
      return block;
    },
    failureOf: async (scenario) => {
      const trial = await measure(scenario);
      if (trial.state !== 'failed') throw new Error(`it ${trial.state}`);
      return trial.failure;
    },
    lastUnit: () => `unit-${units}`,
    close: async () => {
      await host.processes.stopAll();
      rmSync(folder, { recursive: true });
    },
  };
}
