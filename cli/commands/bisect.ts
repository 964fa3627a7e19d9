import { bisectProject } from '../../api/bisect/bisect-project.ts';
import type { BisectOver } from '../../api/bisect/bisect-request.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { onlyScenario } from '../../api/project/only-scenario.ts';
import { exitCodeForBisect } from '../../harness/gate/exit-code-for-bisect.ts';
import type { Host } from '../../harness/host.ts';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { readReports } from '../../options/reports.ts';
import { readScenarios } from '../../options/scenarios.ts';
import { createBisectProgress } from '../bisect-progress.ts';
import { measuring, untilInterrupted } from '../measuring.ts';
import { openProject } from '../project.ts';
import { openReportTargets, writeReports } from '../reporting.ts';
import { tellUnsaved } from '../tell-unsaved.ts';
import { type BisectFlags, readBisectFlags, readBisectOver } from './bisect-flags.ts';
import { type GivenOptions, givenWords } from './given-words.ts';
import { readSeed } from './override-sampling.ts';

export interface BisectCommandOptions extends GivenOptions, BisectFlags {
  /** Good, bad and the scenario as they stand on the command line. */
  readonly names: readonly string[];
  /** What followed `--`: a command to measure. */
  readonly command: readonly string[] | null;
  readonly metric?: string;
  readonly seed?: string;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
}

/** `perf-harness bisect`: which commit, package or variable made the difference. */
export async function bisectCommand(host: Host, options: BisectCommandOptions): Promise<ExitCode> {
  const { over, targets: names } = readBisectOver(options.names, options);
  const config = await openProject(host, options);
  const reporters = readReports(host, options, config.reporters);
  const targets = await openReportTargets(host, reporters);
  return untilInterrupted(host, async (signal) => {
    const tell = (report: BisectReport): void =>
      writeReports(host, targets, report, { baseline: null });
    const measured = measure(host, config, options, { over, names, signal });
    const report = await tellUnsaved(measured, tell);
    if (report === null) return null;
    tell(report);
    return exitCodeForBisect(report);
  });
}

/** null: interrupted before there was anything to report. */
async function measure(
  host: Host,
  config: Config,
  options: BisectCommandOptions,
  asked: {
    readonly over: BisectOver;
    readonly names: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<BisectReport | null> {
  const { over, names, signal } = asked;
  const flags = readBisectFlags(options);
  const seed = readSeed(options.seed);
  return measuring(host, 'bisect', signal, async (session, progress) => {
    const wanted = readScenarios({ ...options, targets: names });
    const scenarios = await findScenarios(host, config, wanted);
    if (signal.aborted) return null;
    return bisectProject(host, config, onlyScenario(scenarios, 'bisect follows'), session, {
      ...flags,
      over,
      wanted,
      given: givenWords(host, options),
      metric: options.metric ?? null,
      seed,
      signal,
      onProgress: progress.listen,
      onSnapshot: progress.snapshot,
      ...createBisectProgress(host, progress),
    });
  });
}
