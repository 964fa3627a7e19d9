/** Options set by environment variables, read from the environment passed to the command line. */
import { describe, expect, it } from 'vitest';
import { buildCliProgram } from '../../cli/program/build-cli-program.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';

/** Returns the options that a command parses from its arguments and the environment. */
async function optionsOf(argv: readonly string[], env: Readonly<Record<string, string>>) {
  const { host } = createInMemoryHost();
  const program = buildCliProgram({ ...host, env }, null, () => undefined);
  const [name] = argv;
  const command = program.commands.find((command) => command.name() === name);
  if (command === undefined) throw new Error(`no ${name}`);
  let options: unknown;
  command.action(() => {
    options = command.opts();
  });
  await program.parseAsync(argv, { from: 'user' });
  return options;
}

describe('an option set by an environment variable', () => {
  it('is off when the variable switches it off', async () => {
    const off = { PERF_HARNESS_NO_EXPLAIN: '1' };
    expect(await optionsOf(['compare', 'main'], off)).toMatchObject({ explain: false });
    expect(await optionsOf(['gate'], off)).toMatchObject({ explain: false });
    expect(await optionsOf(['compare', 'main'], {})).toMatchObject({ explain: true });
  });

  it('has the value of the variable, unless another value is typed', async () => {
    const folder = { PERF_HARNESS_STATE_DIR: '/opt/state' };
    expect(await optionsOf(['run'], folder)).toMatchObject({ stateDir: '/opt/state' });
    const typed = await optionsOf(['run', '--state-dir', 'mine'], folder);
    expect(typed).toMatchObject({ stateDir: 'mine' });
  });
});
