import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openBenchJournal } from '../../../bench/verdicts/bench-journal.ts';

interface Numbered {
  readonly id: string;
  readonly value: number;
}

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'deep', 'journal.jsonl');
});

describe('a bench journal', () => {
  test('returns what was appended, to this run and to the next', () => {
    const journal = openBenchJournal<Numbered>(file);
    journal.append({ id: 'one', value: 1 });
    journal.append({ id: 'two', value: 2 });
    expect(journal.entries()).toHaveLength(2);
    expect(openBenchJournal<Numbered>(file).entries()).toEqual([
      { id: 'one', value: 1 },
      { id: 'two', value: 2 },
    ]);
  });

  test('drops a line that a kill cut off, and continues after the last whole line', () => {
    openBenchJournal<Numbered>(file).append({ id: 'whole — ½', value: 1 });
    appendFileSync(file, '{"id":"torn","val');
    const resumed = openBenchJournal<Numbered>(file);
    expect(resumed.entries().map(({ id }) => id)).toEqual(['whole — ½']);
    resumed.append({ id: 'next', value: 2 });
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
    expect(
      openBenchJournal<Numbered>(file)
        .entries()
        .map(({ id }) => id),
    ).toEqual(['whole — ½', 'next']);
  });
});
