/** `perf-harness help`, for a command and for a word the user looks for. */
import { describe, expect, it, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';

async function help(...words: readonly string[]) {
  const { host, written } = createInMemoryHost();
  const code = await main(host, ['help', ...words]);
  return { code, ...written };
}

function commandsIn(out: string): readonly string[] {
  return [...out.matchAll(/^ {2}(\w+) {2,}\S/gmu)].map(([, name = '']) => name);
}

describe('the help command', () => {
  it.each([
    ['performance', 'run'],
    ['slow', 'profile'],
    ['cache', 'profile'],
    ['scale', 'run'],
    ['benchmark', 'run'],
    ['Latency', 'run'],
    // Not in the list of words, but found in the descriptions of commands.
    ['baselines', 'baseline'],
  ])('LEAD-31: help %s finds the commands', async (word, first) => {
    const { code, out, err } = await help(word);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Commands related to ${word}:\n`);
    expect(commandsIn(out)[0]).toBe(first);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const name of commandsIn(out)) {
      expect((await help(name)).out).toContain(`Usage: perf-harness ${name}`);
    }
  });

  it.each(['profile', 'optimize'])(
    'LEAD-31: shows %s as a command, with its examples',
    async (word) => {
      const { code, out } = await help(word);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`Examples:[\\s\\S]*Usage: perf-harness ${word}`, 'u'));
    },
  );

  it.each(['run', 'compare', 'gate', 'bisect', 'calibrate', 'optimize'])(
    'says for %s whether its time limit counts waiting for other measurements',
    async (word) => {
      const text = (await help(word)).out.replace(/\s+/gu, ' ');
      expect(text).toMatch(
        /(?:excluding|including) (?:preparation of both sides and )?waits for other measurements/u,
      );
    },
  );

  it('shows the help of the program when no word is given', async () => {
    const { code, out } = await help();
    expect(code).toBe(0);
    expect(out).toContain('Usage: perf-harness [options] [command]');
    expect(out).toContain('help [word]');
  });

  test('ends with the usage code for a word that no command is about', async () => {
    const { code, out, err } = await help('latensy');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replace(/\s+/gu, ' ')).toContain(
      'error: No command is named "latensy" or related to it. Did you mean "latency"?',
    );
  });
});
