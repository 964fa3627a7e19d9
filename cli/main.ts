import { type Command, CommanderError } from 'commander';
import type { Host } from '../harness/host.ts';
import { EXIT, type ExitCode } from '../harness/model/exit-code.ts';
import { UserError } from '../harness/model/user-error.ts';
import { describeMissingPackage } from '../registry/missing-plugin-package.ts';
import { formatCliError } from './output/format-cli-error.ts';
import { buildCliProgram } from './program/build-cli-program.ts';
import { isRunByGitBisect, splitArgumentsAtDoubleDash } from './split-arguments-at-double-dash.ts';

const ISSUES = 'https://github.com/perf-harness/perf-harness/issues';

function noCommand(): UserError {
  return new UserError({
    code: 'no-command',
    message: 'No command follows `--`.',
    remedy: 'For example: perf-harness run -- node cli.js',
  });
}

/** True if the first argument is not a command of the package. */
function isUnknown(own: readonly string[], program: Command): boolean {
  const [word] = own;
  if (word === undefined || word.startsWith('-')) return false;
  return !program.commands.some((command) => command.name() === word);
}

/** Runs a command line and returns its exit code. */
export async function main(host: Host, argv: readonly string[]): Promise<ExitCode> {
  const { terminal } = host;
  const given = splitArgumentsAtDoubleDash(argv);
  const { own, command } = given;
  const forBisect = isRunByGitBisect(given);
  let code: ExitCode = EXIT.ok;
  const done = (result: ExitCode): void => {
    code = result;
  };
  /** git bisect takes most exit codes as bad; errors affecting all commits must end its search. */
  const failed = (exitCode: ExitCode): ExitCode => {
    if (!forBisect) return exitCode;
    terminal.err(
      'git bisect stops (exit code 128) because every commit would fail with the same error.\n',
    );
    return EXIT.bisectEnds;
  };
  const program = buildCliProgram(host, command, done);
  try {
    if (command?.length === 0) throw noCommand();
    if (isUnknown(own, program)) {
      const { addConfiguredPluginCommands } = await import(
        './program/add-configured-plugin-commands.ts'
      );
      await addConfiguredPluginCommands(program, { host, command, done });
    }
    await program.parseAsync([...own], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      return failed(EXIT.usage);
    }
    const described = describeMissingPackage(error);
    if (described instanceof UserError) {
      terminal.err(formatCliError(described.message, described.remedy));
      return failed(described.exitCode);
    }
    const { mapStackTraceToSources } = await import('./output/map-stack-trace-to-sources.ts');
    const stack = mapStackTraceToSources(String((error as Error).stack));
    terminal.err(
      `error: This is a bug in perf-harness; please report it at\n${ISSUES}\n\n${stack}\n`,
    );
    return failed(EXIT.defect);
  } finally {
    await host.processes.close();
  }
}
