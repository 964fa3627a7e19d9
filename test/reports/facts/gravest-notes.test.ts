import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../harness/model/finding.ts';
import { collectFootnotes, marks } from '../../../reports/facts/footnotes.ts';
import { gravestNotes, MOST_NOTES } from '../../../reports/facts/gravest-notes.ts';
import { gravestNoteLines } from '../../../reports/terminal/closing-lines.ts';
import { createPage } from '../../../reports/terminal/page.ts';

const finding = (id: string, level: Finding['level'], message: string): Finding => ({
  id,
  level,
  message,
  remedy: `mend ${id}`,
});

/** A busy machine, as thirteen scenarios in a row meet it. */
const BUSY = Array.from({ length: 13 }, (_, index) => ({
  scenario: `scenario ${index}`,
  findings: [
    finding('busy-machine', 'warning', `others use ${index} %`),
    finding(`check-${index}`, 'warning', `check ${index} is not content`),
  ],
}));

describe('notes of a busy machine', () => {
  const footnotes = collectFootnotes(BUSY);

  test('are five at the most, and what one check found everywhere is one of them', () => {
    const notes = gravestNotes(footnotes);
    expect(new Set(notes.map(({ number }) => number))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(notes.filter(({ id }) => id === 'busy-machine')).toHaveLength(13);
    expect(marks(notes.filter(({ id }) => id === 'busy-machine'))).toBe('[1]');
  });

  test('are told with how many more there are, and all of them with --verbose', () => {
    const lines = gravestNoteLines(footnotes, createPage({ width: 80, color: false }));
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(MOST_NOTES);
    expect(lines[0]).toBe('[1] warning: others use 0 % The same 12 times more (--verbose).');
    expect(lines.at(-1)).toBe('9 more notes with --verbose, and in the record');
    const all = gravestNoteLines(
      footnotes,
      createPage({ width: 80, color: false, isVerbose: true }),
    );
    expect(all.filter((line) => line.startsWith('['))).toHaveLength(26);
  });

  test('leave no error out, and no two errors are one', () => {
    const errors = Array.from({ length: 8 }, (_, index) =>
      finding('tool-missing', 'error', `tool ${index} is missing`),
    );
    const notes = gravestNotes(collectFootnotes([{ scenario: null, findings: errors }]));
    expect(notes.map(({ number, alike }) => [number, alike])).toEqual(
      errors.map((_, index) => [index + 1, 0]),
    );
  });
});
