import { type Calibrated, calibrate } from '../../../api/compare/calibrate.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { openProject } from '../../../harness/scenario/open-project.ts';
import { readScenarios } from '../../../harness/scenario/read-scenarios.ts';
import type { Call } from '../../../registry/command.ts';
import { calibrationText } from '../../output/calibration-text.ts';
import { measuring, untilInterrupted } from '../../under-way/measuring.ts';
import { tellUnsaved } from '../../under-way/tell-unsaved.ts';
import type { CALIBRATE_OPTIONS } from './options.ts';

/** Says what identical code shows on this machine. */
export async function runCalibrate(call: Call<typeof CALIBRATE_OPTIONS>): Promise<ExitCode> {
  const { host, words: targets, command, flags, options } = call;
  const { pairs, seed, time: maxTimeMs, json } = options;
  const wanted = readScenarios({ ...flags, targets, command });
  const config = await openProject(host, flags);
  return untilInterrupted(host, async (signal) => {
    const tell = ({ report }: Calibrated): void =>
      host.terminal.out(
        json ? `${JSON.stringify(report, null, 2)}\n` : calibrationText(report, host.terminal),
      );
    const measured = measuring(host, 'calibrate', signal, (session) =>
      calibrate(host, { config, wanted, pairs, seed, maxTimeMs }, session),
    );
    const calibrated = await tellUnsaved(measured, tell);
    tell(calibrated);
    return calibrated.exitCode;
  });
}
