import type { Command } from 'commander';
import type { Host } from '../harness/host.ts';
import type { ExitCode } from '../harness/model/exit-code.ts';
import { withLoad, withNamedK6, withProject, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness profile parse                     where the time of "parse" goes
  perf-harness profile parse --reporter html=profile.html
  perf-harness profile -- node build.js          a command
  perf-harness profile CPU.cpuprofile            a profile that was taken before

`;

/** `profile`: where the time goes. */
export function addProfile(
  program: Command,
  host: Host,
  command: readonly string[] | null,
  done: (code: ExitCode) => void,
): void {
  const profile = program
    .command('profile [targets...]')
    .summary('show where the time of a scenario goes')
    .description(
      'Takes CPU profiles of one scenario in several fresh processes, with all of their\nthreads and child processes that are Node.js, and says which functions take how\nmuch, with an interval. What profiling costs is measured beside it.',
    )
    .option('--trials <count>', 'profiled trials (default: 6, the least for an interval of 95 %)')
    .option('--seed <number>', 'seed of order and V8, to repeat a profile');
  withReporter(withProject(withLoad(profile)))
    .addHelpText('before', EXAMPLES)
    .action(async (targets: string[], options) => {
      const { profileCommand } = await import('./commands/profile.ts');
      done(await profileCommand(withNamedK6(host, options), { targets, command, ...options }));
    });
}
