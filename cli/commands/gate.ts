import { gateProject } from '../../api/gate/gate-project.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import type { Host } from '../../harness/host.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { readReports } from '../../options/reports.ts';
import { readScenarios } from '../../options/scenarios.ts';
import { measuring, untilInterrupted } from '../measuring.ts';
import { openProject } from '../project.ts';
import { openReportTargets, writeReports } from '../reporting.ts';
import { tellUnsaved } from '../tell-unsaved.ts';
import { type GateFlags, readGateFlags } from './gate-flags.ts';
import { type GivenOptions, givenWords } from './given-words.ts';
import { readSeed } from './override-sampling.ts';

export interface GateCommandOptions extends GivenOptions, GateFlags {
  readonly targets: readonly string[];
  /** What followed `--`: a command to measure. */
  readonly command: readonly string[] | null;
  readonly base?: string;
  readonly baseline?: string;
  readonly filter?: string;
  /** false: `--no-explain`. */
  readonly explain?: boolean;
  readonly seed?: string;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
}

/** `perf-harness gate`: budgets, and the working tree against its base. */
export async function gateCommand(host: Host, options: GateCommandOptions): Promise<ExitCode> {
  const flags = readGateFlags(options);
  const seed = readSeed(options.seed);
  const config = await openProject(host, options);
  const reporters = readReports(host, options, config.reporters);
  const targets = await openReportTargets(host, reporters);
  return untilInterrupted(host, async (signal) => {
    const tell = (report: GateReport): void =>
      writeReports(host, targets, report, { baseline: null, root: config.root });
    const report = await tellUnsaved(measure(host, config, options, { flags, seed, signal }), tell);
    if (report === null) return null;
    tell(report);
    return report.exit_code;
  });
}

/** null: interrupted before there was anything to report. */
async function measure(
  host: Host,
  config: Config,
  options: GateCommandOptions,
  context: {
    readonly flags: ReturnType<typeof readGateFlags>;
    readonly seed: number | undefined;
    readonly signal: AbortSignal;
  },
): Promise<GateReport | null> {
  const { flags, seed, signal } = context;
  return measuring(host, 'gate', signal, async (session, progress) => {
    const wanted = readScenarios(options);
    const scenarios = await findScenarios(host, config, wanted);
    if (signal.aborted) return null;
    return gateProject(host, config, scenarios, session, {
      base: options.base ?? null,
      baseline: options.baseline ?? null,
      options: flags,
      wanted,
      given: givenWords(host, options),
      explain: options.explain ?? true,
      seed,
      signal,
      onProgress: progress.listen,
      onSnapshot: progress.snapshot,
    });
  });
}
