import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';

/** `schema`: of what is printed as JSON. */
export function addSchema(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('schema [name]')
    .summary('print the JSON Schema of an output')
    .description('Prints the JSON Schema of an output; without a name, the names.')
    .action(async (name) => {
      const { schemaCommand } = await import('../commands/schema.ts');
      done(await schemaCommand(host, name));
    });
}
