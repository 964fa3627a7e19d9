import { describe, expect, it } from 'vitest';
import { commandText } from '../../../../harness/executors/command/judge-end.ts';
import { outputOf } from '../../../../harness/executors/command/open-launcher.ts';
import { argv, shell } from '../../../support/command-scenario.ts';

describe('a command as text', () => {
  it('quotes only words that a shell would take apart', () => {
    const command = argv('node', '--eval', "it's $HOME", '', 'a=b/c.js', 'ü');
    expect(commandText(command)).toBe(`node --eval 'it'\\''s $HOME' '' a=b/c.js 'ü'`);
    expect(commandText(shell('a | b'))).toBe('a | b');
  });
});

describe('the end of an output', () => {
  it('is what stands between the marks of the run', () => {
    const kept = '[t begin 1]\none\n\n[t end 1]\n[t begin 2]\ntwo\nlines\n\n[t end 2]\nlate';
    expect(outputOf(kept, 't', 1)).toBe('one\n');
    expect(outputOf(kept, 't', 2)).toBe('two\nlines\n');
  });

  it('is what is kept where the first mark was pushed out or the last has not come', () => {
    expect(outputOf('much\n\n[t end 7]\n', 't', 7)).toBe('much\n');
    expect(outputOf('[t begin 7]\nso far', 't', 7)).toBe('so far');
  });
});
