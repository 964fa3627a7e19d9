import { join } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { SideId } from '../model/side.ts';
import { type Making, topOf } from './making.ts';
import { findCommit } from './resolve-ref.ts';
import { checkDirtyTree, checkProjectFolder } from './side-findings.ts';

/** Writes the files of a side. @returns What is wrong with them. */
export async function writeSide(making: Making, side: SideId): Promise<readonly Finding[]> {
  const { host, request, project, sources } = making;
  const { signal, onProgress } = request;
  const { label, prefix, source, commit, write } = sources[side];
  onProgress?.({ side, step: 'copy' });
  const top = topOf(making, side);
  host.files.makeFolder(top);
  const findings = [
    ...(await write(top, signal)),
    ...checkProjectFolder(host, label, join(top, prefix), request.projectRoot),
  ];
  const { repository } = project.place;
  if (side === 'a' || source !== 'ref' || repository === null) return findings;
  if ((await findCommit(host, repository, 'HEAD', signal)) !== commit) return findings;
  return [...findings, ...(await checkDirtyTree(host, repository, label, signal))];
}
