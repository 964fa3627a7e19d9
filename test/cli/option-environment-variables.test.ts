/** Options set by environment variables, read from the environment passed to the command line. */
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMPARE_OPTIONS } from '../../cli/commands/compare/compare-options.ts';
import { GATE_OPTIONS } from '../../cli/commands/gate/gate-options.ts';
import { RUN_OPTIONS } from '../../cli/commands/run/run-options.ts';
import { addCommandToCli } from '../../cli/program/add-command-to-cli.ts';
import type { Options } from '../../registry/cli-command-option.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';

/** Returns the options that a command with this table parses from its arguments and variables. */
async function optionsOf(
  options: Options,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const { host } = createInMemoryHost();
  const line = { host: { ...host, env }, command: null, done: () => undefined };
  const program = new Command('perf-harness').exitOverride();
  let flags: unknown;
  addCommandToCli(program, { name: 'command', options }, line, async (call) => {
    flags = call.flags;
    return 0;
  });
  await program.parseAsync(['command', ...argv], { from: 'user' });
  return flags;
}

describe('an option set by an environment variable', () => {
  it('is off when the variable switches it off', async () => {
    const off = { PERF_HARNESS_NO_EXPLAIN: '1' };
    expect(await optionsOf(COMPARE_OPTIONS, [], off)).toMatchObject({ explain: false });
    expect(await optionsOf(GATE_OPTIONS, [], off)).toMatchObject({ explain: false });
    expect(await optionsOf(COMPARE_OPTIONS, [], {})).toMatchObject({ explain: true });
  });

  it('has the value of the variable, unless another value is typed', async () => {
    const folder = { PERF_HARNESS_STATE_DIR: '/opt/state' };
    expect(await optionsOf(RUN_OPTIONS, [], folder)).toMatchObject({ stateDir: '/opt/state' });
    const typed = await optionsOf(RUN_OPTIONS, ['--state-dir', 'mine'], folder);
    expect(typed).toMatchObject({ stateDir: 'mine' });
  });
});
