import { basename } from 'node:path';
import type { Files } from '../host/files.ts';
import type { ReadField } from '../model/executor.ts';
import type { FieldData } from '../model/field.ts';
import type { Finding } from '../model/finding.ts';
import type { FieldSource } from '../model/scenario/scenario.ts';
import { UserError } from '../model/user-error.ts';
import { fieldData } from './field-data.ts';
import { FieldProblem, readBeacons } from './read-beacons.ts';

/** The field data that a scenario of a page names. @throws UserError where they cannot be read. */
export async function readField(
  { readLines, isFile }: Pick<Files, 'readLines' | 'isFile'>,
  { file, page }: FieldSource,
): Promise<ReadField> {
  if (!isFile(file)) throw unreadable(file, 'there is no such file');
  try {
    const beacons = await readBeacons([readLines(file)], (path) => isOfPage(path, page));
    const field = fieldData(beacons, { files: [basename(file)], page });
    return { field, findings: Object.keys(field.metrics).length === 0 ? [empty(field)] : [] };
  } catch (error) {
    if (error instanceof FieldProblem) throw unreadable(file, error.message, error);
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') === true) throw unreadable(file, 'it cannot be unpacked', error);
    throw error;
  }
}

/** Whether a path is the page, or begins like one that ends in `*`. */
export function isOfPage(path: string, page: string): boolean {
  return page.endsWith('*') ? path.startsWith(page.slice(0, -1)) : path === page;
}

function empty({ files, page }: FieldData): Finding {
  return {
    id: 'field-empty',
    level: 'warning',
    message: `${files.join(', ')} has no visit to ${page}: only what was measured here decides.`,
    remedy: 'Look whether the path is written as in the beacons, or name it in `field.page`.',
  };
}

function unreadable(file: string, problem: string, cause?: unknown): UserError {
  return new UserError({
    code: 'field-file',
    message: `The field data ${file} cannot be read: ${problem}.`,
    remedy: 'It should hold metrics of the web-vitals package, one JSON object a line.',
    cause,
  });
}
