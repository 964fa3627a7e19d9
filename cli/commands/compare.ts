import { compareLiveSides } from '../../api/compare/compare-live.ts';
import { compareStoredSides } from '../../api/compare/compare-stored-sides.ts';
import { removedScenarios } from '../../api/compare/removed-scenarios.ts';
import { repeatedWords } from '../../api/compare/repeated-words.ts';
import { withMetrics } from '../../api/measure/choose-metrics.ts';
import { scenariosOfBothSides } from '../../api/sides/scenarios-of-both-sides.ts';
import { exitCodeForComparison } from '../../harness/gate/exit-code-for.ts';
import type { Host } from '../../harness/host.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../../harness/model/exit-code.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { readReports } from '../../options/reports.ts';
import { readScenarios } from '../../options/scenarios.ts';
import { measuring, untilInterrupted } from '../measuring.ts';
import { openProject } from '../project.ts';
import { openReportTargets, writeReports } from '../reporting.ts';
import { tellUnsaved } from '../tell-unsaved.ts';
import { type GivenOptions, givenWords } from './given-words.ts';
import { type LiveFlags, readLiveFlags, reproduceCommand } from './live-flags.ts';
import { readSeed } from './override-sampling.ts';
import { type ReadSides, readSides, type SideOptions } from './read-sides.ts';
import { refuseMeasuringOptions, refuseWithReplay } from './refuse-options.ts';
import { replay } from './replay.ts';

export interface CompareCommandOptions extends GivenOptions, SideOptions, LiveFlags {
  /** Base, head and scenarios as they stand on the command line. */
  readonly names: readonly string[];
  /** What followed `--`: a command to measure. */
  readonly command: readonly string[] | null;
  readonly filter?: string;
  readonly seed?: string;
  readonly strict?: boolean;
  readonly replay?: string;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
}

/** `perf-harness compare`: two sides measured against each other, or two stored ones. */
export async function compareCommand(
  host: Host,
  options: CompareCommandOptions,
): Promise<ExitCode> {
  if (options.replay !== undefined) refuseWithReplay(options);
  const config = await openProject(host, options);
  const targets = await openReportTargets(host, readReports(host, options));
  const tell = (report: ComparisonReport): ExitCode => {
    writeReports(host, targets, report, { baseline: null, root: config.root });
    return exitCodeForComparison(report, { strict: options.strict ?? false });
  };
  if (options.replay !== undefined) {
    const { report, isAsSaved } = await replay(host, config.stateFolder, options.replay);
    const code = tell(report);
    // What its own raw values do not bear out is as little to be judged by as a damaged file.
    return isAsSaved ? code : strongestExitCode([code, EXIT.baseline]);
  }
  return untilInterrupted(host, async (signal) => {
    const sides = await readSides(host, config, options.names, options, signal);
    if (sides.type === 'stored') {
      refuseMeasuringOptions(options);
      return tell(compareStoredSides(host, config.stateFolder, sides.base, sides.head));
    }
    const report = await tellUnsaved(measureSides(host, config, sides, options, signal), tell);
    return report === null ? null : tell(report);
  });
}

/** null: interrupted before there was anything to report. */
async function measureSides(
  host: Host,
  config: Config,
  { sides, targets }: Extract<ReadSides, { type: 'live' }>,
  options: CompareCommandOptions,
  signal: AbortSignal,
): Promise<ComparisonReport | null> {
  const flags = readLiveFlags(options);
  const seed = readSeed(options.seed);
  return measuring(host, 'compare', signal, async (session, progress) => {
    const request = readScenarios({ ...options, targets });
    const found = await scenariosOfBothSides(host, config, sides, request, signal);
    if (signal.aborted) return null;
    const decideBy = options.metric;
    // Who names scenarios misses none of the others.
    const isWhole = targets.length === 0 && request.filter === null && request.command === null;
    const scenarios = decideBy === undefined ? found : withMetrics(found, decideBy);
    return compareLiveSides(host, config, scenarios, session, {
      ...flags,
      ...(decideBy !== undefined && { decideBy }),
      limits: { scenarios: found, margin: flags.margin ?? null },
      sides,
      seed,
      findings: isWhole
        ? await removedScenarios(host, config, sides, found, { ...request, signal })
        : [],
      reproduce: reproduceCommand(
        sides,
        options,
        repeatedWords(host, config, found, { wanted: request, given: givenWords(host, options) }),
      ),
      signal,
      onProgress: progress.listen,
      onSnapshot: progress.snapshot,
    });
  });
}
