import type { ExitCode } from '../../harness/model/exit-code.ts';
import type { Call, Usage } from '../../registry/cli-command-definition.ts';
import type { Options } from '../../registry/cli-command-option.ts';

/** A built-in command of the package. */
export interface CoreCommand<Table extends Options = Options> extends Usage<Table> {
  /**
   * Loads the modules of the command and runs it; absent if only its subcommands can run.
   * @throws UserError for mistakes of the user.
   */
  run?(call: Call<Table>): Promise<ExitCode>;
  readonly commands?: readonly CoreCommand[];
}

/** Checks a command against its options, and forgets their types. */
export function defineCommand<Table extends Options>(command: CoreCommand<Table>): CoreCommand {
  return command;
}
