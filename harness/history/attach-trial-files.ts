import { join, relative } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import type { Attachment } from '../model/documents/run-record.ts';
import type { Finding } from '../model/finding.ts';
import type { TrialFiles } from '../sampling/trial-artifact-files.ts';
import { stateSubfolder } from './project-state-folder.ts';

const ATTACHMENT_KINDS: readonly (readonly [Attachment['kind'], RegExp])[] = [
  ['frame', /^frame-(?<ms>\d+)\.jpg$/],
  ['screenshot', /^screenshot\.jpg$/],
  ['trace', /^trace\.json\.gz$/],
];

/** Files stored next to a record, and findings for the user. */
export interface AttachedFiles {
  readonly attachments: readonly Attachment[];
  readonly findings: readonly Finding[];
}

export function attachTrialFiles(
  files: Files,
  stateFolder: string,
  record: string,
  trialFiles: readonly TrialFiles[],
): AttachedFiles {
  const target = join(stateSubfolder(stateFolder, 'attachments'), record);
  const attachments = trialFiles.flatMap(({ trial, folder }) =>
    files.list(folder).flatMap((name): readonly Attachment[] => {
      const attachment = attachmentOf(name);
      if (attachment === null) return [];
      const path = join(target, name);
      files.copy(join(folder, name), path);
      return [{ ...attachment, file: relative(stateFolder, path), trial }];
    }),
  );
  const traces = attachments.filter(({ kind }) => kind === 'trace');
  return { attachments, findings: traces.map(({ file }) => traceSaved(join(stateFolder, file))) };
}

function attachmentOf(name: string): Pick<Attachment, 'kind' | 'atMs'> | null {
  for (const [kind, pattern] of ATTACHMENT_KINDS) {
    const match = pattern.exec(name);
    if (match === null) continue;
    const ms = match.groups?.ms;
    return ms === undefined ? { kind } : { kind, atMs: Number(ms) };
  }
  return null;
}

function traceSaved(path: string): Finding {
  return {
    id: 'trace-saved',
    level: 'info',
    message: `The trace of an additional page load was saved to ${path}.`,
    remedy: 'Open it in the Performance panel of DevTools, with "Load profile".',
  };
}
