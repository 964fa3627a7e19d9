import { expect, test } from 'vitest';
import { resolveGitBisectExitCode } from '../../cli/commands/git-bisect-exit-code.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';

/** Returns the exit code that git gets for a command that ends with `code`. */
function answerTo(code: ExitCode): Promise<ExitCode> {
  const terminal = { out: () => undefined, err: () => undefined, isTerminal: false };
  return resolveGitBisectExitCode({ terminal } as never, {
    check: () => Promise.resolve(),
    command: () => Promise.resolve(code),
  });
}

test.each(Object.entries(EXIT))(
  'maps exit code "%s" to a code that git bisect run understands',
  async (name, code) => {
    const isSaid = ['ok', 'failed', 'interrupted', 'terminated'].includes(name);
    expect(await answerTo(code)).toBe(isSaid ? code : EXIT.untestable);
  },
);
