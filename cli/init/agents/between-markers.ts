import { UserError } from '../../../harness/model/user-error.ts';

const BEGIN = '<!-- perf-harness:begin -->';
const END = '<!-- perf-harness:end -->';

/**
 * A file with the given text between markers; everything else of it is kept, byte for byte.
 * @param there - The file as it is; null: there is none.
 * @param path - As messages name it.
 * @throws UserError where the markers do not make one pair: whose text it is cannot be told then.
 */
export function withBetweenMarkers(there: string | null, text: string, path: string): string {
  const block = `${BEGIN}\n${text}${END}`;
  if (there === null || there.trim() === '') return `${there ?? ''}${block}\n`;
  const newLine = there.includes('\r\n') ? '\r\n' : '\n';
  const fitting = block.replaceAll('\n', newLine);
  const [begin, end] = [places(there, BEGIN), places(there, END)];
  if (begin.length === 0 && end.length === 0) {
    const gap = there.endsWith('\n') ? newLine : `${newLine}${newLine}`;
    return `${there}${gap}${fitting}${newLine}`;
  }
  const [from, to] = [begin[0], end[0]];
  if (begin.length > 1 || end.length > 1 || from === undefined || to === undefined || to < from) {
    throw new UserError({
      code: 'agents-markers',
      message: `${path} has ${begin.length} times ${BEGIN} and ${end.length} times ${END}. One of each is taken, in this order; nothing was written.`,
      remedy: 'Remove these lines, with the text of perf-harness between them, and call it again.',
    });
  }
  return `${there.slice(0, from)}${fitting}${there.slice(to + END.length)}`;
}

function places(text: string, marker: string): readonly number[] {
  return [...text.matchAll(new RegExp(marker, 'gu'))].map(({ index }) => index);
}
