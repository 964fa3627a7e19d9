import { findCapacityOf } from '../../api/measure/find-capacity.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { onlyScenario } from '../../api/project/only-scenario.ts';
import { exitCodeForCapacity } from '../../harness/gate/exit-code-for-capacity.ts';
import type { Host } from '../../harness/host.ts';
import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { parseDuration, parseQuantity } from '../../harness/model/scenario/quantity.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { createCapacityProgress } from '../capacity-progress.ts';
import { measuring, untilInterrupted } from '../measuring.ts';
import { openProject } from '../project.ts';
import { chosenReporters, openReportTargets, writeReports } from '../reporting.ts';
import { readSeed } from './override-sampling.ts';
import { overrideShards } from './override-shards.ts';
import type { RunCommandOptions } from './run.ts';

/** `perf-harness run --find-capacity`: the highest rate that keeps its limits. */
export async function findCapacityCommand(
  host: Host,
  options: RunCommandOptions,
): Promise<ExitCode> {
  const config = await openProject(host, options);
  const reporters = chosenReporters(options.reporter, config.reporters);
  const targets = await openReportTargets(host, reporters);
  return untilInterrupted(host, async (signal) => {
    const report = await search(host, config, options, signal);
    if (report === null) return null;
    writeReports(host, targets, report, { baseline: null });
    return exitCodeForCapacity(report, { strict: options.strict ?? false });
  });
}

/** null: interrupted before there was anything to report. */
async function search(
  host: Host,
  config: Config,
  options: RunCommandOptions,
  signal: AbortSignal,
): Promise<CapacityReport | null> {
  const seed = readSeed(options.seed);
  const limits = readLimits(options);
  return measuring(host, 'run', signal, async (session, progress) => {
    const scenarios = await findScenarios(host, config, {
      targets: options.targets,
      command: options.command,
      filter: options.filter ?? null,
      quick: options.quick ?? false,
      allowRemote: options.allowRemote ?? [],
    });
    if (signal.aborted) return null;
    return findCapacityOf(
      host,
      config,
      onlyScenario(overrideShards(scenarios, options.shards), '--find-capacity is about'),
      session,
      {
        ...limits,
        seed,
        signal,
        onProgress: progress.listen,
        onLoad: createCapacityProgress(host, progress),
      },
    );
  });
}

function readLimits({ keep, maxRate, trials, time }: RunCommandOptions) {
  return {
    keep: keep ?? [],
    maxRate: maxRate === undefined ? undefined : readRate(maxRate),
    maxRuns: trials === undefined ? undefined : readRuns(trials),
    maxTimeMs: time === undefined ? undefined : readTime(time),
  };
}

function readRate(text: string): number {
  const rate = parseQuantity(text, '/s');
  if (typeof rate === 'number' && rate > 0) return rate;
  throw badOption(`--max-rate takes a rate such as 500 or 2k/s; found "${text}".`);
}

function readRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs > 0) return runs;
  throw badOption(`--trials takes a positive whole number of load runs; found "${text}".`);
}

function readTime(text: string): number {
  const time = parseDuration(text);
  if (typeof time === 'number' && time > 0) return time;
  throw badOption(`--time takes a duration for the search, such as 5min; found "${text}".`);
}

function badOption(message: string): UserError {
  return new UserError({ code: 'bad-option', message });
}
