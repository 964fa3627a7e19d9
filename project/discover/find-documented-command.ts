import type { CommandCategory } from './discovered-command.ts';

/** Label that a line of a page needs for its command to belong to the category. */
const LABELS: Readonly<Record<CommandCategory, RegExp>> = {
  test: /\btest(?:s|ing)?\b/i,
  benchmark: /\bbench(?:mark(?:s|ing)?)?\b/i,
};

/**
 * Returns the command that a Markdown page states for a category, verbatim: code in a line or table
 * row whose label names the category (`Test command: ...` in backticks), else the first line of the
 * code block below a heading that does. null if it states none.
 */
export function findDocumentedCommand(markdown: string, category: CommandCategory): string | null {
  const label = LABELS[category];
  let isUnderHeading = false;
  let isInBlock = false;
  let inBlock: string | null = null;
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      isInBlock = !isInBlock;
    } else if (isInBlock) {
      const text = line.trim().replace(/^\$\s+/, '');
      if (isUnderHeading && inBlock === null && text !== '' && !text.startsWith('#')) {
        inBlock = text;
      }
    } else if (/^#{1,6}\s/.test(line)) {
      isUnderHeading = label.test(line);
    } else {
      const labelled = labelledCommand(line, label);
      if (labelled !== null) return labelled;
    }
  }
  return inBlock;
}

/** Matches `- **Tests**: \`npm test\`` and `| Tests | \`npm test\` |`: label before code. */
function labelledCommand(line: string, label: RegExp): string | null {
  const [, before = '', code = ''] = /^([^`]*)`([^`]+)`/.exec(line) ?? [];
  const isLabel = /^\s*(?:[-*+]\s+|\d+\.\s+)?[^:|]*[:|][\s*_|]*$|^\s*\|[^|]*\|\s*$/.test(before);
  return isLabel && label.test(before) && code.trim() !== '' ? code.trim() : null;
}
