import { requireTool, type ToolSearchResult } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import {
  describeRemoteProblem,
  findScriptAddresses,
  isLoadAllowed,
} from '../../model/scenario/allowed-remote-hosts.ts';
import type { K6Scenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import {
  openScenarioHooks,
  type ScenarioHooks,
} from '../hooks/run-scenario-hooks-in-separate-process.ts';
import { addSourceLoader } from '../node/add-node-source-transform-loader.ts';
import {
  computeOverallUtilization,
  computeServerUtilization,
} from '../server/compute-server-metrics.ts';
import {
  type LoadTarget,
  openLoadTarget,
  unavailableServerUsage,
} from '../server/start-or-use-running-server-for-load.ts';
import { createK6Block, readCounter } from './create-k6-measurement-block.ts';
import { findK6, type K6 } from './find-k6.ts';
import { inspectScript, type ScriptPlan } from './inspect-k6-script.ts';
import { createK6Command } from './k6-command.ts';
import { findUnevenShards, runShards } from './run-k6-script-in-shards.ts';
import { runUnsharded, type ScriptRun } from './run-k6-script-without-shards.ts';
import { describeK6CpuUsage, watchServerUnderK6Load } from './watch-server-under-k6-load.ts';

/** Signal of checks, never interrupted: k6 reads a script within a time limit of its own. */
const NEVER = new AbortController().signal;

/** Measures whole runs of a k6 script: each trial is a fresh server and one run of the script. */
export function createK6Executor(host: Host): Executor<K6Scenario> {
  const found = new Map<string | null, Promise<ToolSearchResult<K6>>>();
  const find = ({ k6Path }: K6Scenario): Promise<ToolSearchResult<K6>> => {
    const known = found.get(k6Path) ?? findK6(host, k6Path);
    found.set(k6Path, known);
    return known;
  };
  const plans = new Map<string, Promise<ScriptPlan>>();
  const planOf = (k6: K6, scenario: K6Scenario, signal: AbortSignal): Promise<ScriptPlan> => {
    const key = JSON.stringify([scenario.script, scenario.env, scenario.load]);
    const known = plans.get(key) ?? inspectScript(host, k6, scenario, signal);
    plans.set(key, known);
    // Failures are not cached: the next trial may find the script fixed.
    known.catch(() => plans.delete(key));
    return known;
  };
  return {
    kind: 'k6',
    adjustScenario: (scenario) => addSourceLoader(host.files, scenario),
    check: async (scenario) => {
      const outcome = await find(scenario);
      if (outcome.type === 'not-found') return [outcome.finding];
      const blocked = blockedHosts(host, scenario);
      const { shards = 1 } = scenario;
      if (shards === 1) return blocked;
      // A script that cannot be read fails its first unit, which reports the reason.
      const plan = await planOf(outcome.tool, scenario, NEVER).catch(() => null);
      return [...blocked, ...(plan === null ? [] : findUnevenShards(plan, shards))];
    },
    readScriptThresholds: async (scenario, signal) => {
      const outcome = await find(scenario);
      if (outcome.type === 'not-found') return [];
      return (await planOf(outcome.tool, scenario, signal)).conditions;
    },
    open: async (context) => {
      const k6 = requireTool(await find(context.scenario));
      const plan = await planOf(k6, context.scenario, context.signal);
      return openUnit(host, k6, plan, context);
    },
  };
}

interface Parts {
  readonly hooks: ScenarioHooks;
  readonly target: LoadTarget;
}

async function openUnit(
  host: Host,
  k6: K6,
  plan: ScriptPlan,
  context: UnitContext<K6Scenario>,
): Promise<Unit> {
  const { scenario, trial, folder, signal } = context;
  const hooks = await openScenarioHooks(host, scenario, signal);
  let target: LoadTarget;
  try {
    target = await openLoadTarget(
      host,
      { scenario, url: null },
      { seed: trial.seed, folder, signal },
    );
  } catch (error) {
    await hooks.close().catch(() => undefined);
    throw error;
  }
  const parts: Parts = { hooks, target };
  return {
    measure: async () => {
      await hooks.beforeEach();
      return runScript(host, k6, plan, context, parts);
    },
    close: async () => {
      for (const close of [target.close, hooks.close]) await close().catch(() => undefined);
    },
  };
}

async function runScript(
  host: Host,
  k6: K6,
  plan: ScriptPlan,
  context: UnitContext<K6Scenario>,
  { target }: Parts,
): Promise<Block> {
  const { scenario } = context;
  // Names are resolved before usage of the server is counted.
  const command = await createK6Command(host, k6, plan, context, target.origin);
  const watch = watchServerUnderK6Load(host.clock, target.usage);
  const wanted = [...scenario.metrics, ...scenario.budgets.map(({ metric }) => metric)];
  const blockOf = (run: ScriptRun): Block => {
    const { results, load, notes } = watch.onSharedClock(run.results);
    const { slices, seconds } = results;
    const answered = readCounter(results, 'http_reqs');
    const used = answered === 0 ? null : watch.use({ answered, slices });
    const use = used ?? unavailableServerUsage(scenario.metrics);
    const overall = { answered, tookMs: seconds * 1_000 };
    const busy =
      computeServerUtilization(use.side) ?? computeOverallUtilization(use.counted, overall);
    const ofGenerator = describeK6CpuUsage(watch.generators(), busy, load);
    return createK6Block(results, wanted, use, { ...run.notes, ...notes, ...ofGenerator });
  };
  const { shards = 1 } = scenario;
  if (shards === 1) return blockOf(await runUnsharded(host, command, watch));
  const outcome = await runShards(host, command, shards, watch);
  if (outcome.type === 'measured') return blockOf(outcome);
  const { failure, results } = outcome;
  throw new UnitFailure(failure, results === null ? null : blockOf({ results, notes: { shards } }));
}

/**
 * Finds hosts that a script may not load before k6 refuses its requests; the script's text is
 * irrelevant if the scenario has a server.
 */
function blockedHosts(host: Host, scenario: K6Scenario): readonly Finding[] {
  if (scenario.server !== null) return [];
  const { BASE_URL } = scenario.env;
  const told = BASE_URL !== undefined && URL.canParse(BASE_URL) ? [new URL(BASE_URL)] : null;
  const named = told ?? findScriptAddresses(host.files.read(scenario.script) ?? '');
  const [first] = named;
  if (first === undefined || named.some((address) => isLoadAllowed(address, scenario.allowRemote)))
    return [];
  const where = told === null ? scenario.script : 'BASE_URL';
  return [
    {
      id: 'remote-host',
      level: 'error',
      message: `${where} targets ${first.hostname}, but ${describeRemoteProblem(first.hostname)}.`,
    },
  ];
}
