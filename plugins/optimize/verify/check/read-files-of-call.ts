import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TestFile } from '../code/render-difference-test.ts';
import { listFileInputs } from '../generate/file-variants.ts';
import type { Session } from '../recorded-call-session.ts';

/** Describes the files that the calls of a session read: `, where a.txt has 9 bytes`; may be empty. */
export function describeFilesOfCalls(session: Session, folder: string): string {
  const files = listFileInputs(session).map(({ path, project = path, content }) => {
    const { size } = statSync(join(folder, content));
    return `${project} has ${size.toLocaleString('en-US')} bytes`;
  });
  return files.length === 0 ? '' : `, where ${files.join(' and ')}`;
}

/** Returns the files that the calls of a session read, for a test. */
export function readFilesOfCalls(session: Session, folder: string): readonly TestFile[] {
  return listFileInputs(session).map(({ path, content }, index) => ({
    path,
    name: `${index}-${basename(path)}`,
    gzip: gzipSync(readFileSync(join(folder, content))).toString('base64'),
  }));
}
