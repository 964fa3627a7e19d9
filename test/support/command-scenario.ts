import type { CommandLine, CommandScenario } from '../../harness/model/scenario/scenario.ts';
import { SCENARIO_DEFAULTS } from './scenario-defaults.ts';

/** Returns a command scenario with defaults for every key, for tests that set only a few. */
export function commandScenario(changes: Partial<CommandScenario> = {}): CommandScenario {
  return {
    ...SCENARIO_DEFAULTS,
    kind: 'command',
    name: 'a command',
    command: argvCommand('true'),
    exitCodes: [0],
    ...changes,
  };
}

export function argvCommand(file: string, ...args: readonly string[]): CommandLine {
  return { type: 'argv', argv: [file, ...args] };
}

export function shellCommand(text: string): CommandLine {
  return { type: 'shell', text };
}

/** Runs program text in the Node.js that runs the tests. */
export function nodeScriptCommand(text: string): CommandLine {
  return argvCommand(process.execPath, '-e', text);
}
