/** A reader of the report alone can tell the change, reason, gain, certainty, how to undo it. */
import { describe, expect, it } from 'vitest';
import { htmlReporter } from '../../../../reports/html-reporter.ts';
import { escapeMarkdown } from '../../../../reports/markdown/escape-markdown.ts';
import { markdownReporter } from '../../../../reports/markdown-reporter.ts';
import type { Reporter, ShownDocument } from '../../../../reports/reporter.ts';
import { terminalReporter } from '../../../../reports/terminal-reporter.ts';
import { goldenShownDocuments } from '../../../../tools/golden/golden-documents.ts';

// Wide enough that nothing is cut or wrapped.
const WIDE = { width: 1_000, color: false };
const LAST = 'optimize/align-endpoint-c3-20260315-103000';

/** Required content of the report of the golden loop, by the question that it answers. */
const ANSWERS = {
  'what changed': [
    'H1: Ask for all segments in one request (src/translate.js:8).',
    'H2: Keep connections open (src/http.js:3).',
    'H1: Keep the document in memory (src/files.js:5).',
  ],
  why: ['I/O-Network: 13 sequential HTTP calls', 'translateAll (src/translate.js:8)'],
  'by how much': ['6300ms', '480ms', '92.4%', '39.7%', '68.4%', '60.0%'],
  'how sure': ['92.4% (91.7 … 93.0%)', '38.1 … 41.2%', '67.6 … 69.1%', '58.5 … 61.4%'],
  'what got worse': ['-4.5% (1.0x)', 'worse'],
  'what was not kept': ['a test fails with it (keeps the order)', 'H1 is the better alternative'],
  'how to take and undo it': [
    `git merge --no-ff ${LAST}`,
    'git revert -m 1 HEAD',
    `${LAST} contains all changes.`,
    'git branch -D optimize/align-endpoint-c1-20260315-101000',
  ],
} as const;

const DOCUMENTS = goldenShownDocuments();
const golden = DOCUMENTS['optimization-met'];
if (golden === undefined) throw new Error('there is no golden loop');
const terminal = rendered(terminalReporter, golden);
const markdown = rendered(markdownReporter, golden);
const page = textOf(rendered(htmlReporter, golden));

/** Text of a document in a format. */
function rendered(reporter: Reporter, document: ShownDocument): string {
  return reporter.render(document, WIDE);
}

/** The words of a page, as they are read. */
function textOf(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&gt;': '>',
    '&lt;': '<',
    '&#39;': "'",
    '&quot;': '"',
    '&amp;': '&',
  };
  return text.replace(/<[^>]+>/g, '').replace(/&[#\w]+;/g, (sign) => names[sign] ?? sign);
}

describe.each(Object.entries(ANSWERS))(
  'the answer in every report of a loop to the question: %s',
  (_question, answers) => {
    it.each(answers)('contains "%s"', (answer) => {
      expect(terminal).toContain(answer);
      expect(page).toContain(answer);
      // Commands are in code blocks, where nothing is escaped.
      expect([answer, escapeMarkdown(answer)].some((text) => markdown.includes(text))).toBe(true);
    });
  },
);

it('OPT-46: has the latest map in every report, whatever the outcome of the loop', () => {
  for (const name of ['met', 'plateau', 'plan', 'blocked']) {
    const document = DOCUMENTS[`optimization-${name}`];
    if (document === undefined) throw new Error(name);
    const whole = 'SELECT * FROM items WHERE order_id';
    expect(rendered(terminalReporter, document)).toContain(whole);
    expect(rendered(markdownReporter, document)).toContain('SELECT \\* FROM items');
    expect(rendered(htmlReporter, document)).toContain('id="map"');
  }
});
