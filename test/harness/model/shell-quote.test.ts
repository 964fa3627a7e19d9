/** Text shown for copying passes through a shell unchanged. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { printableShellWords, shellWords } from '../../../harness/model/shell-quote.ts';

const WORDS = [
  "a()\nb('x')",
  'a\r\n\tb',
  'C:\\new\nline',
  'bell\u0007 and 7 behind: \u00077, red\u001b[31m',
  'next\u0085line',
  'turned \u202e round',
  "it's",
];

test('quotes words so that bash reads each as one word and a single line shows all of it', () => {
  const shown = printableShellWords(['printf', '%s|', ...WORDS]);
  expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expect(execFileSync('bash', ['-c', shown], { encoding: 'utf8' }).split('|')).toEqual([
    ...WORDS,
    '',
  ]);
});

test('shows line ends and tabs as escapes, and quotes everything else as usual', () => {
  expect(printableShellWords(['node', '-e', '// a\n\tb()'])).toBe(
    String.raw`node -e $'// a\n\tb()'`,
  );
  const words = ['node', '-e', "it's  $HOME"];
  expect(printableShellWords(words)).toBe(shellWords(words));
});
