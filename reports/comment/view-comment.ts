import type { Footnote } from '../facts/footnotes.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { blockMarkdown, headlineMarkdown, itemsMarkdown } from '../markdown/view-markdown.ts';
import type { Block, View } from '../view.ts';
import { bounded, boundedFootnote } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf, type Section } from './fit-sections.ts';

/** Room for a sentence. */
const SENTENCE_CHARACTERS = 600;
/** A command with a longer name in it is left to the other reports. */
const TAIL_BYTES = 2_000;

/** The parts of a comment: the headline, the blocks of most weight, notes and the next step. */
export function viewComment(view: View, key: string | null = null): CommentParts {
  const { headline, blocks, footnotes, next } = view;
  const tail = nextMarkdown(next);
  return {
    key: key ?? view.key,
    head: [
      headlineMarkdown(headline),
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
    ],
    sections: [
      ...blocks.filter(({ weight }) => weight === 'always').map(blockSection),
      notesSection(footnotes),
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}

function notesSection(footnotes: readonly Footnote[]): Section {
  const rows = footnotesMarkdown(footnotes.map(boundedFootnote));
  return { open: [], rows, close: [], noun: 'note' };
}

/** A block as rows of which as many are shown as fit. */
function blockSection(block: Block): Section {
  const { open, lines, close } = blockMarkdown(
    block.type === 'text' ? { ...block, text: bounded(block.text, SENTENCE_CHARACTERS) } : block,
  );
  const frame = {
    open: open.length === 0 ? [] : [...open, ''],
    close: close.length === 0 ? [] : ['', ...close],
  };
  switch (block.type) {
    case 'list': {
      const rows = itemsMarkdown(block).map((item) => item.join('\n'));
      return { ...frame, rows, noun: block.noun };
    }
    case 'table': {
      const [names = '', dashes = '', ...rows] = lines;
      return { ...frame, open: [...frame.open, names, dashes], rows, noun: block.noun };
    }
    default:
      return { ...frame, rows: lines.length === 0 ? [] : [lines.join('\n')], noun: null };
  }
}
