import { join } from 'node:path';
import { addressesOf } from '../../host/addresses-of.ts';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { K6Scenario } from '../../model/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { type Hooks, openHooks } from '../hooks/open-hooks.ts';
import { LOAD_METRICS } from '../latency/latency-metrics.ts';
import { COUNTED_IN_PROCESSES } from '../probe/process-counts.ts';
import { beginUsage, SERVER_METRICS } from '../server/server-usage.ts';
import { notOurs, openTarget, type Target } from '../server/target.ts';
import { blockedRanges } from './blocked-ranges.ts';
import { type FoundK6, findK6, type K6 } from './find-k6.ts';
import { inspectScript, type ScriptPlan } from './inspect-script.ts';
import { judgeExit } from './judge-exit.ts';
import { type K6Results, readResults } from './read-results.ts';
import { scriptVariables } from './script-variables.ts';
import { countOf, toBlock } from './to-block.ts';

/** Beyond what the script itself says that it takes at the most, milliseconds. */
const SPARE_MS = 60_000;

/** Measures whole runs of a k6 script: each trial is a fresh server and one run of the script. */
export function createK6Executor(host: Host): Executor<K6Scenario> {
  const found = new Map<string | null, Promise<FoundK6>>();
  const find = ({ k6Path }: K6Scenario): Promise<FoundK6> => {
    const known = found.get(k6Path) ?? findK6(host, k6Path);
    found.set(k6Path, known);
    return known;
  };
  const plans = new Map<string, Promise<ScriptPlan>>();
  const planOf = (k6: K6, scenario: K6Scenario, signal: AbortSignal): Promise<ScriptPlan> => {
    const key = JSON.stringify([scenario.script, scenario.env, scenario.load]);
    const known = plans.get(key) ?? inspectScript(host, k6, scenario, signal);
    plans.set(key, known);
    // One that failed says so each time anew: the next trial may find the script mended.
    known.catch(() => plans.delete(key));
    return known;
  };
  return {
    kind: 'k6',
    metrics: [...LOAD_METRICS, ...SERVER_METRICS],
    optionalMetrics: COUNTED_IN_PROCESSES,
    check: async (scenario) => {
      const outcome = await find(scenario);
      return outcome.type === 'found' ? [] : [outcome.finding];
    },
    conditions: async (scenario, signal) => {
      const outcome = await find(scenario);
      if (outcome.type === 'not-found') return [];
      return (await planOf(outcome.k6, scenario, signal)).conditions;
    },
    open: async (context) => {
      const outcome = await find(context.scenario);
      if (outcome.type === 'not-found') throw missing(outcome.finding);
      const plan = await planOf(outcome.k6, context.scenario, context.signal);
      return openUnit(host, outcome.k6, plan, context);
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
  { scenario, folder, signal }: UnitContext<K6Scenario>,
  { target }: Parts,
): Promise<Block> {
  const output = join(folder, 'points.json');
  const config = join(folder, 'k6.json');
  host.files.writeAtomic(config, JSON.stringify(configOf(scenario, target)));
  // Names are looked up before the server's use is counted.
  const addresses = await addressFlags(scenario);
  const stretch = target.usage === null ? null : await beginUsage(target.usage);
  const result = await host.processes.exec({
    file: k6.path,
    args: [
      ...['run', '--quiet', '--no-color', '--config', config, '--out', `json=${output}`],
      ...addresses,
      scenario.script,
    ],
    cwd: scenario.cwd,
    env: scriptVariables(scenario, target.origin),
    timeoutMs: plan.maxDurationMs + SPARE_MS,
    signal,
  });
  if (result.timedOut) {
    throw new UnitFailure({
      reason: 'timeout',
      message: `k6 was not done after ${(plan.maxDurationMs + SPARE_MS) / 1_000} s, longer than the script may take`,
      output: result.stderr.slice(-2_000),
    });
  }
  const crossed = judgeExit(result.exit, result.stderr);
  const results = await readAll(host, output);
  const requests = countOf(results, 'http_reqs');
  const used = requests === 0 ? undefined : await stretch?.end(requests);
  const wanted = [...scenario.metrics, ...scenario.budgets.map(({ metric }) => metric)];
  return toBlock(results, wanted, used ?? notOurs(scenario.metrics), {
    exitCode: result.exit.type === 'code' ? result.exit.code : -1,
    crossed,
  });
}

async function readAll(host: Host, output: string): Promise<K6Results> {
  try {
    const results = await readResults(host.files.readLines(output));
    if (!results.isTruncated) return results;
  } catch (error) {
    throw new UnitFailure({
      reason: 'protocol',
      message: `k6's results: ${(error as Error).message}`,
    });
  }
  throw new UnitFailure({
    reason: 'protocol',
    message: 'k6 did not write its results to their end',
    remedy: 'Look whether the disk for temporary files is full.',
  });
}

/** Names that lead to the scenario's server whatever they mean elsewhere. */
function configOf({ hosts }: K6Scenario, { origin }: Target): object {
  if (origin === null || hosts.length === 0) return {};
  const { hostname, port } = new URL(origin);
  const address = `${hostname}:${port}`;
  return {
    hosts: Object.fromEntries(hosts.map((name) => [name, address])),
    insecureSkipTLSVerify: true,
  };
}

/** The load stays on this machine but for hosts that the user has allowed. */
async function addressFlags({ allowRemote }: K6Scenario): Promise<readonly string[]> {
  const allowed = (await Promise.all(allowRemote.map(addressesOf))).flat();
  return blockedRanges(allowed).flatMap((range) => ['--blacklist-ip', range]);
}
