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

/** What thirteen scenarios in a row meet on a busy machine. */
const BUSY = Array.from({ length: 13 }, (_, index) => ({
  scenario: `scenario ${index}`,
  findings: [
    finding('not-steady', 'warning', `half of them differ by ${index} %`),
    finding(`check-${index}`, 'warning', `check ${index} is not content`),
  ],
}));

describe('notes of a busy machine', () => {
  const footnotes = collectFootnotes(BUSY);

  test('are five at the most, and what one check found everywhere is one of them', () => {
    const notes = gravestNotes(footnotes);
    expect(new Set(notes.map(({ number }) => number))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(notes.filter(({ id }) => id === 'not-steady')).toHaveLength(13);
    expect(marks(notes.filter(({ id }) => id === 'not-steady'))).toBe('[1]');
  });

  test('are told with how many more there are, and all of them with --verbose', () => {
    const lines = gravestNoteLines(footnotes, createPage({ width: 80, color: false }));
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(MOST_NOTES);
    expect(lines[0]).toBe(
      '[1] warning: half of them differ by 0 % The same 12 times more (--verbose).',
    );
    expect(lines.at(-1)).toBe('9 more notes with --verbose, and in the record');
    const all = gravestNoteLines(
      footnotes,
      createPage({ width: 80, color: false, isVerbose: true }),
    );
    expect(all.filter((line) => line.startsWith('['))).toHaveLength(26);
  });

  test('are of one machine, so that how busy it was is said once', () => {
    const busy = [97, 85, 33].map((share) => ({
      scenario: `scenario ${share}`,
      findings: [finding('busy-machine', 'warning', `others use ${share} %`)],
    }));
    expect(collectFootnotes(busy)).toMatchObject([
      { message: 'others use 97 %', scenarios: ['scenario 97', 'scenario 85', 'scenario 33'] },
    ]);
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
