import { UnitFailure } from '../../model/executor.ts';
import type { CommandLine, CommandScenario } from '../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import type { CommandRunResult } from './command-run-result.ts';

/** @throws UnitFailure if the run did not end with one of the scenario's exit codes. */
export async function checkCommandExit(
  { command, exitCodes }: Pick<CommandScenario, 'command' | 'exitCodes'>,
  { ended, output }: Pick<CommandRunResult, 'ended' | 'output'>,
): Promise<void> {
  if (ended.type === 'code' && exitCodes.includes(ended.code)) return;
  const text = formatCommand(command);
  const failure =
    ended.type === 'code'
      ? {
          reason: 'exit-code' as const,
          message: `\`${text}\` exited with code ${ended.code}, not ${exitCodes.join(' or ')}`,
          remedy: `Run it by hand to see why; if ${ended.code} is expected, add it to \`exitCodes\`.`,
        }
      : {
          reason: 'signal' as const,
          message: `\`${text}\` was killed by ${ended.signal}`,
          remedy:
            ended.signal === 'SIGKILL'
              ? 'Check the kernel log (`dmesg`) for an out-of-memory kill.'
              : 'Run it by hand to see why.',
        };
  throw new UnitFailure({ ...failure, output: shortenProgramOutput(await output()) });
}

export function formatCommand(command: CommandLine): string {
  if (command.type === 'shell') return command.text;
  return command.argv.map(quote).join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
