import { calibrateNoise, type NoiseCalibration } from '../../../api/compare/calibrate-noise.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import { openProject } from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { printUnsavedReport } from '../../execution/print-report-when-saving-fails.ts';
import { measureWithProgress, runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { formatNoiseCalibration } from '../../output/format-noise-calibration.ts';
import type { CALIBRATE_OPTIONS } from './calibrate-options.ts';

/** Runs `calibrate`, which measures the noise of identical code on this machine. */
export async function runCalibrate(call: Call<typeof CALIBRATE_OPTIONS>): Promise<ExitCode> {
  const { host, words: targets, command, flags, options } = call;
  const { pairs, seed, time: maxTimeMs, json } = options;
  const wanted = readScenarios({ ...flags, targets, command });
  const config = await openProject(host, flags);
  return runUntilInterrupted(host, async (signal) => {
    const print = ({ report }: NoiseCalibration): void =>
      host.terminal.out(
        json
          ? `${JSON.stringify(report, null, 2)}\n`
          : formatNoiseCalibration(report, host.terminal),
      );
    const measured = measureWithProgress(host, 'calibrate', signal, (session) =>
      calibrateNoise(host, { config, wanted, pairs, seed, maxTimeMs }, session),
    );
    const calibrated = await printUnsavedReport(measured, print);
    print(calibrated);
    return calibrated.exitCode;
  });
}
