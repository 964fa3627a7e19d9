import {
  CALIBRATION_PAIRS,
  type Calibrated,
  calibrate,
  FEWEST_CALIBRATION_PAIRS,
} from '../../api/compare/calibrate.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { readScenarios } from '../../options/scenarios.ts';
import { measuring, untilInterrupted } from '../measuring.ts';
import { calibrationText } from '../output/calibration-text.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { tellUnsaved } from '../tell-unsaved.ts';
import { readLiveFlags } from './live-flags.ts';
import { readSeed } from './override-sampling.ts';

export interface CalibrateCommandOptions extends ProjectOptions {
  readonly targets: readonly string[];
  /** What followed `--`: a command to measure. */
  readonly command: readonly string[] | null;
  readonly filter?: string;
  readonly pairs?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly json?: boolean;
  readonly allowRemote?: readonly string[];
}

/** `perf-harness calibrate`: what identical code shows on this machine. */
export async function calibrateCommand(
  host: Host,
  options: CalibrateCommandOptions,
): Promise<ExitCode> {
  const pairs = readPairs(options.pairs);
  const seed = readSeed(options.seed);
  const { maxTimeMs } = readLiveFlags({ time: options.time });
  const config = await openProject(host, options);
  return untilInterrupted(host, async (signal) => {
    const tell = ({ report }: Calibrated): void =>
      host.terminal.out(
        options.json
          ? `${JSON.stringify(report, null, 2)}\n`
          : calibrationText(report, host.terminal),
      );
    const measured = measuring(host, 'calibrate', signal, async (session, progress) => {
      const scenarios = await findScenarios(host, config, readScenarios(options));
      return calibrate(host, config, scenarios, session, {
        seed,
        pairs,
        ...(maxTimeMs !== undefined && { maxTimeMs }),
        signal,
        onProgress: progress.listen,
        onSnapshot: progress.snapshot,
      });
    });
    const calibrated = await tellUnsaved(measured, tell);
    tell(calibrated);
    return calibrated.exitCode;
  });
}

function readPairs(text: string | undefined): number {
  if (text === undefined) return CALIBRATION_PAIRS;
  const pairs = Number(text);
  if (Number.isInteger(pairs) && pairs >= FEWEST_CALIBRATION_PAIRS) return pairs;
  throw new UserError({
    code: 'bad-option',
    message: `--pairs takes a whole number of at least ${FEWEST_CALIBRATION_PAIRS}; found "${text}".`,
  });
}
