import { join } from 'node:path';
import { DOCUMENT_HEAD_BYTES, readHead } from '../../../harness/history/document-files.ts';
import { parseVersioned } from '../../../harness/history/parse-versioned.ts';
import { auditsFolder } from '../../../harness/history/state-folder.ts';
import type { Host } from '../../../harness/host.ts';
import {
  AUDIT_SCHEMA,
  auditReportSchema,
} from '../../../harness/model/documents/audit-document.ts';
import { momentOf, type Shelf, textIn } from './shelf.ts';

const EXPECTED = { noun: 'audit', identifier: AUDIT_SCHEMA, schema: auditReportSchema };

/** Audits, each in a folder of its own, with its report once it has come to its end. */
export function auditShelf({ files }: Pick<Host, 'files'>, stateFolder: string): Shelf {
  const folder = auditsFolder(stateFolder);
  const pathOf = (id: string): string => join(folder, id, 'report.json');
  const list = (): readonly string[] =>
    files
      .list(folder)
      .filter((id) => files.isFile(pathOf(id)))
      .toSorted()
      .toReversed();
  return {
    list: async () => list(),
    row: async (id) => {
      const head = readHead(files.readEnds(pathOf(id), DOCUMENT_HEAD_BYTES)?.head ?? '');
      const score = head.overall_score;
      return {
        id,
        room: 'audits',
        at: momentOf(id),
        scenario: null,
        about: typeof score === 'number' ? `score ${score}` : '',
        verdict: textIn(head, 'verdict'),
      };
    },
    document: async (id) =>
      list().includes(id)
        ? parseVersioned(files.read(pathOf(id)) ?? '', pathOf(id), EXPECTED)
        : null,
  };
}
