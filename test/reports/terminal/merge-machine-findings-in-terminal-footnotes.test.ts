import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../harness/model/finding.ts';
import {
  collectFootnotes,
  formatFootnoteMarks,
} from '../../../reports/display-facts/collect-finding-footnotes.ts';
import {
  formatTerminalFootnotes,
  MAX_NOTES,
} from '../../../reports/terminal/terminal-footnotes.ts';
import { createTerminalPage } from '../../../reports/terminal/terminal-page-layout.ts';

const finding = (id: string, level: Finding['level'], message: string): Finding => ({
  id,
  level,
  message,
  remedy: `mend ${id}`,
});

/** Findings of thirteen scenarios in a row on a busy machine. */
const BUSY = Array.from({ length: 13 }, (_, index) => ({
  scenario: `scenario ${index}`,
  findings: [
    finding('not-steady', 'warning', `half of them differ by ${index} %`),
    finding(`check-${index}`, 'warning', `check ${index} is not content`),
  ],
}));

describe('the notes on a busy machine', () => {
  const footnotes = collectFootnotes(BUSY);

  test('have one number when one check found them, wherever that was', () => {
    expect(footnotes).toHaveLength(26);
    expect(new Set(footnotes.map(({ number }) => number)).size).toBe(14);
    expect(formatFootnoteMarks(footnotes.filter(({ id }) => id === 'not-steady'))).toBe('[1]');
  });

  test('are shown with how many more there are, and all of them with --verbose', () => {
    const lines = formatTerminalFootnotes(
      footnotes,
      createTerminalPage({ width: 80, color: false }),
    );
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(MAX_NOTES);
    expect(lines[0]).toBe(
      '[1] warning: half of them differ by 0 % Repeated 12 times more (--verbose).',
    );
    expect(lines.at(-1)).toBe('9 more notes shown with --verbose and stored in the record');
    const all = formatTerminalFootnotes(
      footnotes,
      createTerminalPage({ width: 80, color: false, isVerbose: true }),
    );
    expect(all.filter((line) => line.startsWith('['))).toHaveLength(26);
  });

  test('are merged for one machine, so that its load is reported once', () => {
    const busy = [97, 85, 33].map((share) => ({
      scenario: `scenario ${share}`,
      findings: [finding('busy-machine', 'warning', `others use ${share} %`)],
    }));
    expect(collectFootnotes(busy)).toMatchObject([
      { message: 'others use 97 %', scenarios: ['scenario 97', 'scenario 85', 'scenario 33'] },
    ]);
  });

  test('leave out no error, and merge no two errors', () => {
    const errors = Array.from({ length: 8 }, (_, index) =>
      finding('tool-missing', 'error', `tool ${index} is missing`),
    );
    const notes = collectFootnotes([{ scenario: null, findings: errors }]);
    expect(notes.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const lines = formatTerminalFootnotes(notes, createTerminalPage({ width: 80, color: false }));
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(8);
  });
});
