import {
  type Footnote,
  formatRepeatCount,
  groupSameFootnotes,
} from './display-facts/collect-finding-footnotes.ts';
import type {
  Block,
  ItemDetail,
  ListItem,
  TableCell,
  View,
} from './format-independent-report-view.ts';
import { codeBlock, escapeMarkdown } from './markdown/escape-markdown.ts';
import {
  renderBlockMarkdown,
  renderHeadlineMarkdown,
  renderItemsMarkdown,
  renderMarkdownFootnotes,
  renderMarkdownNextStep,
  renderRowsMarkdown,
} from './markdown/render-report-view-as-markdown.ts';
import {
  type CommentParts,
  type CommentSection,
  countLineBytes,
  renderCommentBody,
} from './pull-request-comment-body.ts';
import { limitCodeLines } from './report-block-builders.ts';
import type { Reporter } from './reporter.ts';
import { truncateMiddle } from './text/display-width.ts';
import { redactHomeFolders } from './text/redact-home-folders.ts';
import { createView } from './views/create-document-view.ts';

/**
 * Reporter for the body of a pull-request comment that each run rewrites; the comment is found by
 * its first line, a hidden marker with a key. Never longer than GitHub's limit, and without user
 * names.
 */
export const commentReporter: Reporter = {
  id: 'comment',
  render: (shown, options) =>
    redactHomeFolders(
      renderCommentBody(buildCommentParts(createView(shown, options), options.commentKey)),
    ),
};

const SENTENCE_CHARACTERS = 600;
/** Room for a sentence among others. */
const TEXT_CHARACTERS = 400;
/** Maximum size of a command; a longer command is left to the other reports. */
const TAIL_BYTES = 2_000;
/** Longer commands are left to the other reports, since a truncated command does something else. */
const COMMAND_CHARACTERS = 400;

/** The parts of a comment: headline and context, the blocks of most weight, notes and the next step. */
export function buildCommentParts(view: View, key: string | null = null): CommentParts {
  const { headline, about, blocks, footnotes, next } = view;
  const tail = renderMarkdownNextStep(next);
  const context = about
    .map((text) => escapeMarkdown(truncateText(text, TEXT_CHARACTERS)))
    .join('; ');
  return {
    key: key ?? view.key,
    head: [
      renderHeadlineMarkdown(headline),
      '',
      escapeMarkdown(truncateText(headline.sentence, SENTENCE_CHARACTERS)),
      ...(context === '' ? [] : ['', context]),
    ],
    sections: [
      ...blocks.filter(({ weight }) => weight === 'always').map(blockSection),
      notesSection(footnotes),
    ],
    tail: countLineBytes(tail) > TAIL_BYTES ? [] : tail,
  };
}

function notesSection(footnotes: readonly Footnote[]): CommentSection {
  const notes = groupSameFootnotes(footnotes).flatMap(([first, ...others]): readonly Footnote[] => {
    if (first === undefined) return [];
    const message = truncateText(first.message, TEXT_CHARACTERS);
    const more = others.length === 0 ? '' : ` ${formatRepeatCount(others.length)}.`;
    const remedy = first.remedy === null ? null : truncateText(first.remedy, TEXT_CHARACTERS);
    return [{ ...first, message: `${message}${more}`, remedy }];
  });
  return { open: [], rows: renderMarkdownFootnotes(notes), close: [], noun: 'note' };
}

function blockSection(whole: Block): CommentSection {
  const block = boundedBlock(whole);
  const { open, lines, close } = renderBlockMarkdown(block);
  const frame = {
    open: open.length === 0 ? [] : [...open, ''],
    close: close.length === 0 ? [] : ['', ...close],
  };
  switch (block.type) {
    case 'list': {
      const rows = renderItemsMarkdown(block).map((item) => item.join('\n'));
      return { ...frame, rows, noun: block.noun };
    }
    case 'table': {
      const [names = '', dashes = '', ...rows] = renderRowsMarkdown(block);
      return { ...frame, open: [...frame.open, names, dashes], rows, noun: block.noun };
    }
    case 'code': {
      const { shown } = limitCodeLines(block);
      const rows = shown.filter((line) => line.length <= COMMAND_CHARACTERS);
      const [fence = '', ...fenced] = codeBlock(rows, block.language);
      return {
        open: [...frame.open, fence],
        rows,
        close: [...fenced.slice(-1), ...frame.close],
        noun: block.language === 'sh' ? 'command' : 'line',
        notRows: block.lines.length - rows.length,
      };
    }
    default:
      return { ...frame, rows: lines.length === 0 ? [] : [lines.join('\n')], noun: null };
  }
}

/** The block with names and sentences that leave room for others. */
function boundedBlock(block: Block): Block {
  switch (block.type) {
    case 'text':
      return { ...block, text: truncateText(block.text, SENTENCE_CHARACTERS) };
    case 'list':
      return { ...block, items: block.items.map(boundedItem) };
    case 'table': {
      const { columns } = block;
      const rows = block.rows.map((row) =>
        row.map((cell, index) => boundedCell(cell, columns[index]?.isName === true)),
      );
      return { ...block, rows };
    }
    default:
      return block;
  }
}

function boundedItem({ lead, text, details, ...rest }: ListItem): ListItem {
  return {
    ...rest,
    ...(lead !== undefined && { lead: truncateName(lead) }),
    text: truncateText(text, SENTENCE_CHARACTERS),
    ...(details !== undefined && { details: details.map(boundedDetail) }),
  };
}

function boundedCell(cell: TableCell, isName: boolean): TableCell {
  const bound = (text: string): string =>
    isName ? truncateName(text) : truncateText(text, TEXT_CHARACTERS);
  if (typeof cell === 'string') return bound(cell);
  const { text, details, ...rest } = cell;
  return {
    ...rest,
    text: bound(text),
    ...(details !== undefined && { details: details.map(boundedDetail) }),
  };
}

function boundedDetail(detail: ItemDetail): ItemDetail {
  return { ...detail, text: truncateText(detail.text, TEXT_CHARACTERS) };
}

/** Most columns of a name in a comment; the middle of a longer name tells the least. */
const NAME_COLUMNS = 60;
/** Most characters of a name: one character on screen may be many code points. */
const NAME_CHARACTERS = 310;

/** The middle of longer names is skipped, since splitting a text into characters takes time. */
const LONG = 300;

/** A name that leaves room for others. */
export function truncateName(name: string): string {
  const half = LONG / 2;
  const ends =
    name.length > LONG ? `${name.slice(0, half)}…${name.slice(-half)}`.toWellFormed() : name;
  return truncateText(truncateMiddle(ends, NAME_COLUMNS), NAME_CHARACTERS);
}

/** The beginning of a text that is longer than `most` characters. */
function truncateText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
