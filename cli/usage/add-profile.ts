import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withLoad, withProject, withReporter } from './command-options.ts';
import { takesCommand } from './refuse-command.ts';

const EXAMPLES = `Examples:
  perf-harness profile parse                     where the time of "parse" goes
  perf-harness profile parse --reporter html=profile.html
  perf-harness profile parse --kind heap         who allocated what is left
  perf-harness profile api --kind waits          who waits for what
  perf-harness profile -- node build.js          a command
  perf-harness profile --pid 4711 --duration 5s  a process that runs
  perf-harness profile CPU.cpuprofile            a profile that was taken before
  perf-harness profile parse --export speedscope=parse.speedscope.json
  perf-harness profile parse --diff main         what changed since main
  perf-harness profile --diff a.cpuprofile b.cpuprofile

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
      'Takes CPU profiles of one scenario in several fresh processes, with all of their threads and child processes that are Node.js, and says which functions take how much, with an interval. What profiling costs is measured beside it.',
    )
    .option(
      '--kind <kind>',
      'cpu, waits, allocation or heap (default: cpu, then memory where it stands out)',
    )
    .option('--no-map', 'leave out what is waited for and what the source says')
    .option('--no-instrument', 'never ask functions themselves, nor run the tests for it')
    .option('--pid <number>', 'a Node.js process that runs, by its inspector')
    .option('--duration <time>', 'how long, with --pid (default: 10s)')
    .option(
      '--diff <side>',
      'what changed since this profile, ref or folder; twice: from one to another',
      collect,
    )
    .option('--trials <count>', 'profiled trials (default: 6; pairs of them with --diff: 12)')
    .option('--seed <number>', 'seed of order and V8, to repeat a profile')
    .option(
      '--with <tool>',
      'v8, 0x, clinic-doctor, clinic-flame, clinic-heapprofiler,\nclinic-bubbleprof, callgrind or perf (default: v8)',
    )
    .option(
      '--export <form=file>',
      'the profile for other tools: speedscope, pprof or chrome; repeatable',
      collect,
    );
  takesCommand(withReporter(withProject(withLoad(profile))))
    .addHelpText('before', EXAMPLES)
    .action(async (targets: string[], options) => {
      const { profileCommand } = await import('../commands/profile.ts');
      done(await profileCommand(host, { targets, command, ...options }));
    });
}
