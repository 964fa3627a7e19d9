import type { CommandLine, CommandScenario } from '../../harness/model/scenario.ts';

/** A command scenario with every key filled, for tests that care about few of them. */
export function commandScenario(changes: Partial<CommandScenario> = {}): CommandScenario {
  return {
    kind: 'command',
    name: 'a command',
    command: argv('true'),
    exitCodes: [0],
    source: null,
    group: null,
    params: {},
    tags: [],
    env: {},
    cwd: process.cwd(),
    nodeArgs: [],
    prepare: null,
    metrics: [],
    budgets: [],
    regression: {},
    margin: null,
    sampling: { minTrials: 3, maxTrials: 10, precision: 0.02, maxTimeMs: 60_000, warmupTrials: 1 },
    timeoutMs: 30_000,
    hooks: [],
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
