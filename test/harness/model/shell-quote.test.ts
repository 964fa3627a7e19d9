/** Text shown for copying passes through a shell unchanged. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { printableShellWords, shellWords } from '../../../harness/model/shell-quote.ts';

test.each([
  "a()\nb('x')",
  'a\r\n\tb',
  'C:\\new\nline',
  'bell\u0007 and 7 behind: \u00077, red\u001b[31m',
  'next\u0085line',
  'turned \u202e round',
  "it's",
])('quotes %j so that bash reads it as one word and a single line shows all of it', (word) => {
  const shown = printableShellWords(['printf', '%s|', word, 'end']);
  expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expect(execFileSync('bash', ['-c', shown], { encoding: 'utf8' })).toBe(`${word}|end|`);
});

test('shows line ends and tabs as escapes, and quotes everything else as usual', () => {
  expect(printableShellWords(['node', '-e', '// a\n\tb()'])).toBe(
    String.raw`node -e $'// a\n\tb()'`,
  );
  const words = ['node', '-e', "it's  $HOME"];
  expect(printableShellWords(words)).toBe(shellWords(words));
});
