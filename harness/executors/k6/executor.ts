import type { FoundTool } from '../../host/found-tool.ts';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import { mayLoad, namedAddresses, remoteProblem } from '../../model/scenario/remote-hosts.ts';
import type { K6Scenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { metricsOfKind } from '../../scenario/schema/metrics-of-kind.ts';
import { type Hooks, openHooks } from '../hooks/open-hooks.ts';
import { withLoader } from '../node/with-loader.ts';
import { serverBusy, serverBusyOverall } from '../server/server-busy.ts';
import { ASKED_OF_SERVERS, notOurs, openTarget, type Target } from '../server/target.ts';
import { findK6, type K6 } from './find-k6.ts';
import { generatorNotes } from './generator-notes.ts';
import { inspectScript, type ScriptPlan } from './inspect-script.ts';
import { k6Command } from './k6-command.ts';
import { runShards, unevenShards } from './run-shards.ts';
import { runWhole, type ScriptRun } from './run-whole.ts';
import { countOf, toBlock } from './to-block.ts';
import { watchLoad } from './watch-load.ts';

/** Checks are not interrupted: k6 reads a script within a time limit of its own. */
const NEVER = new AbortController().signal;

/** Measures whole runs of a k6 script: each trial is a fresh server and one run of the script. */
export function createK6Executor(host: Host): Executor<K6Scenario> {
  const found = new Map<string | null, Promise<FoundTool<K6>>>();
  const find = ({ k6Path }: K6Scenario): Promise<FoundTool<K6>> => {
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
    metrics: metricsOfKind('k6').own,
    optionalMetrics: ASKED_OF_SERVERS,
    loading: (scenario) => withLoader(host.files, scenario),
    check: async (scenario) => {
      const outcome = await find(scenario);
      if (outcome.type === 'not-found') return [outcome.finding];
      const blocked = blockedHosts(host, scenario);
      const { shards = 1 } = scenario;
      if (shards === 1) return blocked;
      // A script that cannot be read fails its first unit, which says why.
      const plan = await planOf(outcome.tool, scenario, NEVER).catch(() => null);
      return [...blocked, ...(plan === null ? [] : unevenShards(plan, shards))];
    },
    conditions: async (scenario, signal) => {
      const outcome = await find(scenario);
      if (outcome.type === 'not-found') return [];
      return (await planOf(outcome.tool, scenario, signal)).conditions;
    },
    open: async (context) => {
      const outcome = await find(context.scenario);
      if (outcome.type === 'not-found') throw missing(outcome.finding);
      const plan = await planOf(outcome.tool, context.scenario, context.signal);
      return openUnit(host, outcome.tool, plan, context);
    },
  };
}

function missing({ message, remedy }: Finding): UnitFailure {
  return new UnitFailure({ reason: 'not-found', message, remedy });
}

interface Parts {
  readonly hooks: Hooks;
  readonly target: Target;
}

async function openUnit(
  host: Host,
  k6: K6,
  plan: ScriptPlan,
  context: UnitContext<K6Scenario>,
): Promise<Unit> {
  const { scenario, trial, folder, signal } = context;
  const hooks = await openHooks(host, scenario, signal);
  let target: Target;
  try {
    target = await openTarget(host, { scenario, url: null }, { seed: trial.seed, folder, signal });
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
  // Names are looked up before the server's use is counted.
  const command = await k6Command(host, k6, plan, context, target.origin);
  const watch = watchLoad(host.clock, target.usage);
  const wanted = [...scenario.metrics, ...scenario.budgets.map(({ metric }) => metric)];
  const blockOf = (run: ScriptRun): Block => {
    const { results, load, notes } = watch.onSharedClock(run.results);
    const { slices, seconds } = results;
    const answered = countOf(results, 'http_reqs');
    const used = answered === 0 ? null : watch.use({ answered, slices });
    const use = used ?? notOurs(scenario.metrics);
    const overall = { answered, tookMs: seconds * 1_000 };
    const busy = serverBusy(use.side) ?? serverBusyOverall(use.counted, overall);
    const ofGenerator = generatorNotes(watch.generators(), busy, load);
    return toBlock(results, wanted, use, { ...run.notes, ...notes, ...ofGenerator });
  };
  const { shards = 1 } = scenario;
  if (shards === 1) return blockOf(await runWhole(host, command, watch));
  const outcome = await runShards(host, command, shards, watch);
  if (outcome.type === 'measured') return blockOf(outcome);
  const { failure, results } = outcome;
  throw new UnitFailure(failure, results === null ? null : blockOf({ results, notes: { shards } }));
}

/**
 * Finds hosts that a script may not load before k6 refuses its requests; its text decides nothing
 * where it has a server.
 */
function blockedHosts(host: Host, scenario: K6Scenario): readonly Finding[] {
  if (scenario.server !== null) return [];
  const { BASE_URL } = scenario.env;
  const told = BASE_URL !== undefined && URL.canParse(BASE_URL) ? [new URL(BASE_URL)] : null;
  const named = told ?? namedAddresses(host.files.read(scenario.script) ?? '');
  const [first] = named;
  if (first === undefined || named.some((address) => mayLoad(address, scenario.allowRemote)))
    return [];
  const where = told === null ? scenario.script : 'BASE_URL';
  return [
    {
      id: 'remote-host',
      level: 'error',
      message: `${where} leads to ${first.hostname}, and ${remoteProblem(first.hostname)}.`,
    },
  ];
}
