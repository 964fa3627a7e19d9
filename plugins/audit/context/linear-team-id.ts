import { readMarkdownRows } from './read-markdown-rows-and-entries.ts';

const PLACEHOLDER = /^(?:[-–—]*|tbd|todo|none|n\/a|null|unset|not set|\[.*\]|\{.*\}|<.*>)$/iu;

/**
 * Returns the team of a board, from the row Team ID in its table under Linear Configuration, or
 * null if it names none (AUD-12).
 */
export function readLinearTeamId(board: string | null): string | null {
  const row = readMarkdownRows(board ?? '').find(
    ({ heading, kind, cells }) =>
      kind === 'table' &&
      /^linear configuration\b/iu.test(heading) &&
      /^team id$/iu.test(cells[0] ?? ''),
  );
  const id = row?.cells[1] ?? '';
  return PLACEHOLDER.test(id) ? null : id;
}
