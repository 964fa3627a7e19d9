import type { Host } from '../../harness/host.ts';
import { drawRandomSeed } from '../../harness/machine/draw-random-seed.ts';
import type { ScenarioEvidence } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { SEED_LIMIT } from '../../harness/model/value/max-v8-random-seed.ts';
import { readScenarios } from '../../harness/scenario/parse-scenario-selection-flags.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { readDatabaseAddress } from '../../profilers/postgres/database-address.ts';
import {
  type MeasurementSessionOptions,
  withMeasurementSession,
} from '../project/lock-and-inspect-machine-for-measurement.ts';

interface ObservationRequest extends MeasurementSessionOptions {
  /** Name of one scenario, or its file. */
  readonly target: string;
  /** Beginning of the error message if the target matches several scenarios: `bisect follows`. */
  readonly asker: string;
  /** Hosts that the scenario may put under load. */
  readonly allowRemote: readonly string[];
  /** PostgreSQL server whose statistics are read, as a URL or a variable with one; null: none. */
  readonly sqlUrl: string | null;
}

/**
 * Finds a scenario and returns a function that runs it with its database, network and event loop
 * observed.
 * @throws UserError before anything runs, if the scenario cannot be observed.
 */
export async function observeScenario(
  host: Host,
  config: Config,
  { target, asker, allowRemote, sqlUrl, ...watching }: ObservationRequest,
): Promise<() => Promise<ScenarioEvidence>> {
  const { signal } = watching;
  const wanted = readScenarios({ targets: [target], allowRemote });
  const database = sqlUrl === null ? null : readDatabaseAddress(sqlUrl, host.env);
  const [
    { collectScenarioEvidence, observeDatabaseCounters },
    { findScenarios },
    { requireSingleScenario },
  ] = await Promise.all([
    import('./collect-scenario-runtime-and-database-evidence.ts'),
    import('../project/find-requested-scenarios.ts'),
    import('../project/require-single-scenario.ts'),
  ]);
  const scenarios = await findScenarios(host, config, wanted);
  signal.throwIfAborted();
  const scenario = requireSingleScenario(scenarios, asker);
  const watch = database === null ? null : await observeDatabaseCounters(host, database, signal);
  const measure = (): Promise<ScenarioEvidence> =>
    withMeasurementSession(host, watching, (session) =>
      collectScenarioEvidence(host, scenario, {
        ...watching,
        session,
        seed: drawRandomSeed(SEED_LIMIT),
      }),
    );
  return watch === null ? measure : () => watch(measure);
}
