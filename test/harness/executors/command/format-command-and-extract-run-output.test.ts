import { describe, expect, it } from 'vitest';
import { formatCommand } from '../../../../harness/executors/command/check-command-exit.ts';
import { extractRunOutput } from '../../../../harness/executors/command/start-command-launcher.ts';
import { argvCommand, shellCommand } from '../../../support/command-scenario.ts';

describe('formatted command', () => {
  it('quotes only words that a shell would split', () => {
    const command = argvCommand('node', '--eval', "it's $HOME", '', 'a=b/c.js', 'ü');
    expect(formatCommand(command)).toBe(`node --eval 'it'\\''s $HOME' '' a=b/c.js 'ü'`);
    expect(formatCommand(shellCommand('a | b'))).toBe('a | b');
  });
});

describe('end of an output', () => {
  it('is the text between the markers of the run', () => {
    const kept = '[t begin 1]\none\n\n[t end 1]\n[t begin 2]\ntwo\nlines\n\n[t end 2]\nlate';
    expect(extractRunOutput(kept, 't', 1)).toBe('one\n');
    expect(extractRunOutput(kept, 't', 2)).toBe('two\nlines\n');
  });

  it('is the remaining text when the first marker was pushed out or the last is still missing', () => {
    expect(extractRunOutput('much\n\n[t end 7]\n', 't', 7)).toBe('much\n');
    expect(extractRunOutput('[t begin 7]\nso far', 't', 7)).toBe('so far');
  });
});
