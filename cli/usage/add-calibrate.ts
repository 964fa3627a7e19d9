import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { withLoad, withProject } from './command-options.ts';
import { takesCommand } from './refuse-command.ts';

/** `calibrate`: the noise of this machine. */
export function addCalibrate(
  program: Command,
  host: Host,
  command: readonly string[] | null,
  done: (code: ExitCode) => void,
): void {
  const calibrate = program
    .command('calibrate [scenarios...]')
    .summary('measure identical code against itself')
    .description(
      'Measures the working tree against itself: how much a pair scatters here, and the smallest change that 10, 30 and 100 pairs can show. compare and gate read it.',
    )
    .option('--pairs <count>', 'pairs of identical code (default: 30)')
    .option('--filter <text>', 'only scenarios whose name or tag holds the text or /pattern/')
    .option(
      '--time <duration>',
      'limit to measure each scenario in each stage; waiting for other measurements is not counted (default: 5min)',
    )
    .option('--seed <number>', 'seed of coins and V8, to repeat a calibration')
    .option('--json', 'print as JSON');
  takesCommand(withProject(withLoad(calibrate)))
    .addHelpText(
      'before',
      'Examples:\n  perf-harness calibrate\n  perf-harness calibrate parse --pairs 60\n\n',
    )
    .action(async (targets: string[], options) => {
      const { calibrateCommand } = await import('../commands/calibrate.ts');
      done(await calibrateCommand(host, { targets, command, ...options }));
    });
}
