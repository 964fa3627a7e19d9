import type { CodeRange } from '../format-independent-report-view.ts';
import { resolveRepositoryPath } from '../github/resolve-repository-path.ts';
import type { RepositoryPaths } from '../reporter.ts';
import { printable } from '../text/printable-text.ts';

/** Base of relative addresses: the top of the repository. */
export const SARIF_BASE_ID = '%SRCROOT%';

/** Returns a location; `text` is the message that a viewer shows there. */
export function sarifLocation(
  { file, line, endLine = line }: Partial<CodeRange> & Pick<CodeRange, 'file'>,
  place: RepositoryPaths | null,
  text?: string,
) {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file, place),
      ...(line !== undefined && {
        region: { startLine: line, ...(endLine !== undefined && endLine > line && { endLine }) },
      }),
    },
    ...(text !== undefined && { message: sarifMessage(text) }),
  };
}

/** Formats a folder as an absolute URI, which ends with a slash as SARIF requires (3.14.14). */
export function formatFolderUri(folder: string): string {
  return `${absoluteUri(folder).replace(/\/$/u, '')}/`;
}

function artifactOf(file: string, place: RepositoryPaths | null) {
  const found = resolveRepositoryPath(file, place);
  return found === null
    ? { uri: absoluteUri(file) }
    : { uri: encoded(found), uriBaseId: SARIF_BASE_ID };
}

function absoluteUri(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${encoded(slashed)}`;
}

/** Percent-encodes a path by segment: names may hold anything except a slash (RFC 3986). */
function encoded(path: string): string {
  const segments = path.toWellFormed().split('/').map(encodeURIComponent);
  return segments
    .join('/')
    .replace(/[!'()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Creates a plain-text message. Viewers turn `[words](target)` into a link, so brackets are escaped
 * where a name would become one (SARIF 2.1.0, 3.11.6).
 */
export function sarifMessage(text: string): { readonly text: string } {
  const plain = printable(text);
  return { text: plain.includes('](') ? plain.replace(/[\\[\]]/gu, '\\$&') : plain };
}
