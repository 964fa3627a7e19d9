import type { Host } from '../../harness/host.ts';
import type {
  DatabaseEvidence,
  ScenarioEvidence,
} from '../../harness/model/program/scenario-evidence.ts';
import { askDatabase } from '../../profilers/postgres/ask-database.ts';
import type { DatabaseAddress } from '../../profilers/postgres/database-address.ts';
import { withPlans } from '../../profilers/postgres/statement-plans.ts';
import { countsBetween, readCounts } from '../../profilers/postgres/statement-statistics.ts';

/** Runs something, and says what the database counted meanwhile. */
export type WatchDatabase = (run: () => Promise<ScenarioEvidence>) => Promise<ScenarioEvidence>;

/** @throws UserError before anything is run, where the database cannot be asked. */
export async function watchDatabase(
  host: Host,
  address: DatabaseAddress,
  signal: AbortSignal,
): Promise<WatchDatabase> {
  const ask = askDatabase(host, address, signal);
  await readCounts(ask, address);
  return async (run) => {
    const before = await readCounts(ask, address);
    const evidence = await run();
    const counted = countsBetween(before, await readCounts(ask, address));
    const database: DatabaseEvidence = {
      server: address.shown,
      statements: await withPlans(ask, counted),
    };
    return { ...evidence, database };
  };
}
