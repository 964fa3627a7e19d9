import { join } from 'node:path';
import { capacityLimits } from '../../harness/capacity/resolve-capacity-latency-and-error-limits.ts';
import {
  initialLoadRate,
  loadDurationMs,
  minimumLoadRate,
  requireRateScenario,
  setScenarioLoadRate,
} from '../../harness/capacity/scenario-load-rate.ts';
import { searchCapacity } from '../../harness/capacity/search-capacity.ts';
import { createCapacityStore } from '../../harness/history/capacity-store.ts';
import type { Host } from '../../harness/host.ts';
import type {
  CapacityLoad,
  CapacityReport,
} from '../../harness/model/documents/capacity-document.ts';
import { findExecutor } from '../../harness/model/executor.ts';
import { scenarioStarted } from '../../harness/model/progress-event.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { createRecordId } from '../../harness/sampling/create-initial-run-record.ts';
import { measureTrial } from '../../harness/sampling/measure-trial.ts';
import { runPrepareCommand } from '../../harness/sampling/run-prepare-command.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { runPreRunChecks } from './checks-before-and-after-measurement.ts';
import { withExecutors } from './open-scenario-executors.ts';

/** Options of a capacity search in addition to those of the scenario. */
export interface FindCapacityOptions extends SessionContext {
  /** Limits to meet, such as `latency.p99 < 250 ms`; empty: the scenario's, or the defaults. */
  readonly keep: readonly string[];
  /** Highest that is tried, per second. */
  readonly maxRate: number;
  /** Load runs at the most. */
  readonly maxRuns: number;
  /** Time limit of the whole search, milliseconds. */
  readonly maxTimeMs: number;
  readonly seed: number;
  readonly onLoad?: (load: CapacityLoad, report: CapacityReport) => void;
}

/**
 * Finds the highest rate at which a scenario's server meets its limits. Each run starts a fresh
 * server; the report is saved from the first run on. @throws UserError if the scenario has no rate,
 * or if a limit cannot be parsed.
 */
export async function findScenarioCapacity(
  host: Host,
  config: Config,
  scenario: Scenario,
  options: FindCapacityOptions,
): Promise<CapacityReport> {
  const { session, signal } = options;
  const asked = requireRateScenario(scenario);
  // Invalid limits are reported before anything is prepared.
  capacityLimits(options.keep, asked);
  options.onProgress(scenarioStarted(scenario, 0, 1));
  const store = createCapacityStore(host, config.stateFolder);
  return withExecutors(host, [asked], async ({ executors, environment, folder }) => {
    const executor = findExecutor(executors, asked.kind);
    const startedAt = host.clock.now();
    const prepared = await runPrepareCommand(host, asked, signal);
    // A k6 script may define limits itself.
    const resolved = await resolveScenarioBeforeMeasuring(executor, asked, signal);
    const measured = requireRateScenario(resolved.scenario);
    // The checks inspect the scenario at a rate, since the rate replaces whatever load it has.
    const looked =
      measured.kind === 'k6' ? measured : setScenarioLoadRate(measured, 1, 1_000, (text) => text);
    const checked = await runPreRunChecks(looked, executor, environment, { session, signal });
    const limits = capacityLimits(options.keep, measured);
    const lowest = minimumLoadRate();
    const highest = Math.max(options.maxRate, lowest);
    const writeScript = (text: string): string => {
      const path = join(folder, 'at-rate.js');
      host.files.writeAtomic(path, text);
      return path;
    };
    const report = await searchCapacity(
      {
        id: createRecordId(store.nextStart(startedAt), scenario.name),
        scenario: scenario.name,
        kind: asked.kind,
        file: scenario.source?.file ?? null,
        what: asked.kind === 'k6' ? 'iterations' : 'requests',
        seed: options.seed,
        environment,
        limits,
        rates: {
          start: Math.min(highest, Math.max(lowest, initialLoadRate(measured))),
          lowest,
          highest,
        },
        loadMs: (rate) => loadDurationMs(measured, limits, rate),
        findings: [...prepared, ...resolved.findings, ...checked],
        maxRuns: options.maxRuns,
        maxTimeMs: options.maxTimeMs,
        signal,
        now: host.clock.now,
        monotonicMs: host.clock.monotonicMs,
        onLoad: (load, current) => {
          store.save(current);
          options.onLoad?.(load, current);
        },
      },
      async (rate, durationMs, trial) => {
        const loaded = setScenarioLoadRate(measured, rate, durationMs, writeScript);
        const run = { folder, signal };
        const measure = () => measureTrial(host, executor, loaded, trial, run);
        try {
          return await session.lock.hold(scenario.name, measure, signal);
        } catch (error) {
          if (signal.aborted) return null;
          throw error;
        }
      },
    );
    store.save(report);
    return report;
  });
}
