import { knownMetrics } from '../../api/measure/known-metrics.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { readFilter } from '../../harness/scenario/select-scenarios.ts';
import { readReports } from '../../options/reports.ts';
import { openProject } from '../project.ts';
import { openReportTargets } from '../reporting.ts';
import type { CompareCommandOptions } from './compare.ts';
import { readLiveFlags } from './live-flags.ts';
import { readSeed } from './override-sampling.ts';
import { readSides } from './read-sides.ts';

/** Nothing but a few questions to git, which end by themselves. */
const NEVER = new AbortController().signal;

/**
 * Reads what `compare` was asked for as far as it is the same whatever commit is checked out: its
 * options, and the sides that it names. @throws UserError for the first mistake in it.
 */
export async function checkAsked(host: Host, options: CompareCommandOptions): Promise<void> {
  readLiveFlags(options);
  readSeed(options.seed);
  knownMetrics('--metric', options.metric ?? []);
  if (options.filter !== undefined) readFilter(options.filter);
  await openReportTargets(host, readReports(host, options));
  if (options.replay !== undefined) return;
  const config = await configHere(host, options);
  if (config !== null) await readSides(host, config, options.names, options, NEVER);
}

/** null: that of this commit cannot be read, which says nothing of the others. */
async function configHere(host: Host, options: CompareCommandOptions): Promise<Config | null> {
  try {
    return await openProject(host, options);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
