import { type Command, Option } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';

/** `doctor`: the tools, and the machine. */
export function addDoctor(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .summary('what is found here, and how to install what is missing')
    .description('Lists the tools that perf-harness uses, and how steady this machine is.')
    .option('--stability <duration>', 'measure the noise of this machine for so long, such as 60s')
    .option(
      '--install <tool>',
      'put k6, playwright-core, lighthouse, 0x, clinic or @ast-grep/lang-python into the cache, @version if need be',
    )
    .addOption(
      new Option('--from <where>', 'with --install: release, source, or what can be had')
        .choices(['any', 'release', 'source'])
        .default('any'),
    )
    .option('--json', 'print as JSON')
    .action(async (options) => {
      const { doctorCommand } = await import('../commands/doctor.ts');
      done(await doctorCommand(host, options));
    });
}
