/** An entry in the table of a command is all that an option needs. */
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addCommandToCli } from '../../cli/program/add-command-to-cli.ts';
import { wholeNumber } from '../../harness/model/value/number-option-types.ts';
import type { Call } from '../../registry/cli-command-definition.ts';
import { readOptions } from '../../registry/cli-command-option.ts';
import { optionInputs } from '../../registry/tools/tool-inputs-from-command-options.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';

const TABLE = {
  mostDepth: {
    value: 'count',
    read: wholeNumber('a positive whole number', 1).read,
    usual: 3,
    help: 'levels at the most (default: 3)',
    toolHelp: 'Levels at the most.',
  },
  name: { value: 'text', isRepeatable: true, help: 'one of them; repeatable' },
  color: { isNegated: true, variable: 'PLAIN', help: 'without colour' },
  form: { value: 'form', choices: ['short', 'long'], usualWord: 'short', help: 'how it is shown' },
  send: { value: 'url', alone: true, help: 'where it goes' },
} as const;

/** Parses a command line; returns the help of the command and the resulting call. */
async function typed(...argv: readonly string[]) {
  const calls: Call<typeof TABLE>[] = [];
  const program = new Command('perf-harness').exitOverride();
  const line = { host: createInMemoryHost().host, command: null, done: () => undefined };
  const added = addCommandToCli(
    program,
    { name: 'look', takes: '[places...]', summary: 'looks', options: TABLE },
    line,
    async (call) => {
      calls.push(call as Call<typeof TABLE>);
      return 0;
    },
  );
  await program.parseAsync(['look', ...argv], { from: 'user' });
  return { help: added.helpInformation(), call: calls[0] };
}

describe('an option of a command', () => {
  it('is a flag with its help', async () => {
    const { help } = await typed();
    expect(help).toMatch(/--most-depth <count> +levels at the most \(default: 3\)/u);
    expect(help).toMatch(/--no-color +without colour \(env: PLAIN\)/u);
    expect(help).toMatch(/--send \[url\]/u);
    const words = help.replaceAll(/\s+/gu, ' ');
    expect(words).toContain('how it is shown (choices: "short", "long", default: "short")');
  });

  it('takes its default when it is not given', async () => {
    const { call } = await typed('here', 'there');
    expect(call?.words).toEqual(['here', 'there']);
    expect(call?.flags.mostDepth).toBeUndefined();
    expect(call?.options).toEqual({
      mostDepth: 3,
      name: [],
      color: true,
      form: 'short',
      send: null,
    });
  });

  it('is read when it is given', async () => {
    const argv = ['--most-depth', '9', '--name', 'a', '--no-color', '--name', 'b', '--send'];
    const { call } = await typed(...argv);
    expect(call?.options).toMatchObject({
      mostDepth: 9,
      name: ['a', 'b'],
      color: false,
      send: true,
    });
  });

  it('rejects an invalid word by the name of its flag', () => {
    expect(() => readOptions(TABLE, { mostDepth: '0' })).toThrow(
      '--most-depth takes a positive whole number; found "0".',
    );
  });

  it('is an input of a tool, by its name in snake case', () => {
    const input = z.strictObject(optionInputs(TABLE, 'mostDepth', 'color', 'form', 'name'));
    expect(z.toJSONSchema(input)).toMatchObject({
      properties: {
        most_depth: { type: 'string', description: 'Levels at the most.' },
        color: { type: 'boolean' },
        form: { enum: ['short', 'long'] },
        name: { type: 'array' },
      },
    });
    expect(input.safeParse({ most_depht: '3' }).success).toBe(false);
  });
});
