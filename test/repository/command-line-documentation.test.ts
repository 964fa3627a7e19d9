/** The documentation of the command line matches its options. */
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildCliProgram } from '../../cli/program/build-cli-program.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { REFERENCE_PAGES } from '../../tools/generate-reference-docs.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { readRepositoryFile } from './read-repository-sources.ts';

const page = readRepositoryFile('docs/command-line.md');
const program = buildCliProgram(createInMemoryHost().host, null, () => undefined);

function all(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(all)];
}

describe('docs/command-line.md', () => {
  test('names every command', () => {
    const missing = program.commands
      .map((command) => command.name())
      .filter((name) => !page.includes(name));
    expect(missing).toEqual([]);
  });

  test('names every exit code', () => {
    const codes = Object.values(EXIT);
    const table = page.slice(page.indexOf('## Exit codes'), page.indexOf('## Environment'));
    expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(table))).toEqual([]);
  });
});

describe('docs/reference', () => {
  test.each(Object.entries(REFERENCE_PAGES))(
    'has %s as `npm run reference` writes it',
    (name, write) => {
      expect(readRepositoryFile(`docs/reference/${name}`)).toBe(write());
    },
  );
});

describe('--help', () => {
  test('fits into 80 columns, and leaves line breaks to the terminal', () => {
    for (const command of all(program)) {
      // On a narrow terminal, a hard line break within a sentence would lead to a second break.
      expect(command.description().replaceAll(/\n\n|\n /gu, ''), command.name()).not.toContain(
        '\n',
      );
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 });
      command.outputHelp();
      const wide = help.split('\n').filter((line) => line.length > 80);
      expect(wide, command.name()).toEqual([]);
    }
  });
});
