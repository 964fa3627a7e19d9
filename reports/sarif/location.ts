import { fileInRepository } from '../github/file-in-repository.ts';
import type { ProjectPlace } from '../reporter.ts';
import type { CodePlace } from '../view.ts';
import { type SarifMessage, sarifMessage } from './message.ts';

/** Base of relative addresses: the top of the repository. */
export const BASE_ID = '%SRCROOT%';

/** A place in a file, by its address from the top of the repository. */
export interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: SarifArtifact;
    readonly region?: { readonly startLine: number; readonly endLine?: number };
  };
  readonly message?: SarifMessage;
}

interface SarifArtifact {
  readonly uri: string;
  readonly uriBaseId?: typeof BASE_ID;
}

/** Where something stands; `text` is what a viewer says of it. */
export function sarifLocation(
  { file, line, endLine = line }: Partial<CodePlace> & Pick<CodePlace, 'file'>,
  place: ProjectPlace | null,
  text?: string,
): SarifLocation {
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

/** A folder as a whole address, which ends with a slash as SARIF wants it (3.14.14). */
export function folderUri(folder: string): string {
  return `${absoluteUri(folder).replace(/\/$/u, '')}/`;
}

function artifactOf(file: string, place: ProjectPlace | null): SarifArtifact {
  const found = fileInRepository(file, place);
  return found === null ? { uri: absoluteUri(file) } : { uri: encoded(found), uriBaseId: BASE_ID };
}

function absoluteUri(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${encoded(slashed)}`;
}

/** Percent-encoded segment by segment: a name may hold anything but a slash (RFC 3986). */
function encoded(path: string): string {
  return path.toWellFormed().split('/').map(encodedSegment).join('/');
}

function encodedSegment(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
