import { expect, test } from 'vitest';
import { runInShell } from './run-in-shell.ts';

const SHELL = { file: 'sh', cwd: '/', env: { PATH: process.env.PATH } };

test('a program that hangs is killed at its limit, and the next one runs as before', () => {
  const hangs = { ...SHELL, args: ['-c', 'echo $$; exec sleep 600'], limitMs: 300 };
  expect(() => runInShell(hangs)).toThrow('did not finish analysing its data within 0.3 s');
  const after = runInShell({ ...SHELL, args: ['-c', 'cat; exit 3'], stdin: 'words' });
  expect(after).toEqual({ code: 3, stdout: 'words', stderr: '' });
});
