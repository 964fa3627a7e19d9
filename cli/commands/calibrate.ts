import { type Calibrated, calibrate } from '../../api/compare/calibrate.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type CalibrateWords, readCalibrate } from '../../options/calibrate.ts';
import { calibrationText } from '../output/calibration-text.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';
import { tellUnsaved } from '../under-way/tell-unsaved.ts';

/** `perf-harness calibrate`: what identical code shows on this machine. */
export async function calibrateCommand(host: Host, words: CalibrateWords): Promise<ExitCode> {
  const options = await readCalibrate(host, words);
  return untilInterrupted(host, async (signal) => {
    const tell = ({ report }: Calibrated): void =>
      host.terminal.out(
        options.json
          ? `${JSON.stringify(report, null, 2)}\n`
          : calibrationText(report, host.terminal),
      );
    const measured = measuring(host, 'calibrate', signal, (session) =>
      calibrate(host, options, session),
    );
    const calibrated = await tellUnsaved(measured, tell);
    tell(calibrated);
    return calibrated.exitCode;
  });
}
