import type { CommandLine, CommandScenario } from '../../harness/model/scenario/scenario.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';

/** A command scenario with every key filled, for tests that care about few of them. */
export function commandScenario(changes: Partial<CommandScenario> = {}): CommandScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'command',
    name: 'a command',
    command: argv('true'),
    exitCodes: [0],
    ...changes,
  };
}

export function argv(file: string, ...args: readonly string[]): CommandLine {
  return { type: 'argv', argv: [file, ...args] };
}

export function shell(text: string): CommandLine {
  return { type: 'shell', text };
}

/** Runs program text in the Node.js that runs the tests. */
export function nodeScript(text: string): CommandLine {
  return argv(process.execPath, '-e', text);
}
