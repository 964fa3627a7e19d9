import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RULES } from '../../harness/gate/decide/default-comparison-rules.ts';
import { type Clock, createHost } from '../../harness/host.ts';
import type {
  LiveContext,
  LiveOptions,
  LiveSide,
} from '../../harness/live-comparison/live-comparison-context.ts';
import { runLiveComparison } from '../../harness/live-comparison/run-live-comparison.ts';
import {
  type ComparisonReport,
  comparisonReportSchema,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { PlannedTrial } from '../../harness/model/executor.ts';
import type {
  CommandScenario,
  FunctionScenario,
  HttpScenario,
  PageScenario,
  Scenario,
} from '../../harness/model/scenario/scenario.ts';
import {
  readEnvironment,
  readMachineState,
} from '../../harness/sampling/machine-state-and-environment.ts';
import { createMockExecutor, type MockOptions, type ScriptedUnit } from './mock-executor.ts';

/** Returns the result of a unit in one of its blocks. */
export type BlockScript = (trial: PlannedTrial, scenario: Scenario, block: number) => ScriptedUnit;

interface Scripted {
  readonly script: BlockScript;
  /** Script of units whose instructions are counted. */
  readonly counted?: BlockScript;
  readonly scenarios: readonly Scenario[];
  readonly options?: Partial<LiveOptions>;
  readonly parts?: Partial<LiveContext>;
  /** True if functions may share processes. */
  readonly shares?: boolean;
  /** Returns what a start of a function reads. Default: unknown. */
  readonly traces?: MockOptions['traces'];
  /** Overrides of the prepared sides, such as findings and failed builds. */
  readonly made?: Readonly<Partial<Record<'base' | 'head', Partial<LiveSide>>>>;
}

/** Most that a step of the clock counts, milliseconds. */
const MOST_STEP_MS = 20;

const machine = createHost();
const host = { ...machine, clock: clockWithoutStalls(machine.clock) };
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-live-'));
const environment = await readEnvironment(machine);
/** Read only once, since it does not affect scripted units. */
export const machineState = await readMachineState(machine);

/** Scripted units take next to no time: a stall of the machine must not look like a slow one. */
function clockWithoutStalls(real: Clock): Clock {
  let [lastMs, elapsedMs] = [real.monotonicMs(), 0];
  return {
    ...real,
    monotonicMs: () => {
      const nowMs = real.monotonicMs();
      elapsedMs += Math.min(nowMs - lastMs, MOST_STEP_MS);
      lastMs = nowMs;
      return elapsedMs;
    },
  };
}

/** Runs a complete scripted comparison; also returns the saved documents as read back. */
export async function runScriptedComparison({
  script,
  counted,
  scenarios,
  options = {},
  parts = {},
  made = {},
  shares = false,
  traces,
}: Scripted) {
  const saved: ComparisonReport[] = [];
  const arranged: (0 | 1)[] = [];
  const executors = scriptedExecutors(script, { shares, traces });
  const report = await runLiveComparison(
    scenarios,
    {
      base: { ...side('base'), ...made.base },
      head: { ...side('head'), ...made.head },
      moveIntoSlots: async (slotOfA) => {
        arranged.push(slotOfA);
        return { a: [], b: [] };
      },
      changedFiles: [],
      filesLoadedOutside: () => [],
      foldersOf: () => ({ top: '/nowhere', above: '/', dependencies: [] }),
      traceVariables: () => ({}),
    },
    {
      host,
      executors,
      instructions: counted === undefined ? [] : scriptedExecutors(counted),
      checksBefore: [],
      checksAfter: [],
      lock: { hold: (_label, action) => action(), waitedMs: () => 0 },
      readMachineState: async () => machineState,
      onProgress: () => undefined,
      calibrationOf: () => null,
      save: (report) =>
        saved.push(comparisonReportSchema.parse(JSON.parse(JSON.stringify(report)) as unknown)),
      ...parts,
    },
    {
      id: 'one',
      seed: 1,
      rules: DEFAULT_RULES,
      margin: null,
      maxTimeMs: 60_000,
      budgetMs: null,
      folder,
      signal: new AbortController().signal,
      reproduce: null,
      ...options,
    },
  );
  return { report, saved, arranged, events: executors.flatMap(({ events }) => events) };
}

function side(label: string): LiveSide {
  const facts = { label, source: 'ref', commit: null, env: {}, nodePath: null } as const;
  return { ...facts, environment, findings: [], failedBuilds: [] };
}

function scriptedExecutors(script: BlockScript, options: MockOptions = {}) {
  const run = (scenario: Scenario, trial: PlannedTrial, block: number): ScriptedUnit =>
    script(trial, scenario, block);
  return [
    createMockExecutor<FunctionScenario>('function', run, options),
    createMockExecutor<CommandScenario>('command', run),
    createMockExecutor<HttpScenario>('http', run),
    createMockExecutor<PageScenario>('page', run),
  ] as const;
}
