import { join } from 'node:path';
import { type Host, type Plugin, storage } from 'perf-harness/plugin';
import { AUDIT_SCHEMA, auditReportSchema } from './audit-document.ts';

type Collection = NonNullable<Plugin['collections']>[number];

/** Folder of the state with the audits, each in its own subfolder. */
export const AUDITS_FOLDER = 'audits';
const EXPECTED = { noun: 'audit', identifier: AUDIT_SCHEMA, schema: auditReportSchema };

/** Opens the completed audits for the dashboard. */
export function openStoredAudits(
  { files }: Host,
  stateFolder: string,
): Awaited<ReturnType<Collection['open']>> {
  const folder = join(stateFolder, AUDITS_FOLDER);
  const pathOf = (id: string): string => join(folder, id, 'report.json');
  const list = (): readonly string[] =>
    files
      .list(folder)
      .filter((id) => files.isFile(pathOf(id)))
      .toSorted()
      .toReversed();
  return {
    list,
    row: (id) => {
      const { overall_score: score, verdict } = storage.readDocumentHead(files, pathOf(id));
      return {
        at: null,
        scenario: null,
        about: typeof score === 'number' ? `score ${score}` : '',
        verdict: typeof verdict === 'string' ? verdict : null,
        isReadable: true,
      };
    },
    // Only names that are in the folder are ever part of a path.
    document: (id) =>
      list().includes(id)
        ? storage.parseVersioned(files.read(pathOf(id)) ?? '', pathOf(id), EXPECTED)
        : null,
  };
}
