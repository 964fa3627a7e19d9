import { join } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { SideId } from '../model/side.ts';
import { findCommit } from './git/resolve-ref.ts';
import { type Making, topOf } from './making.ts';
import { overlayPaths } from './overlay.ts';
import { type CheckedOut, checkDirtyTree, checkProjectFolder } from './side-findings.ts';

/** Writes the files of a side. @returns What is wrong with them. */
export async function writeSide(making: Making, side: SideId): Promise<readonly Finding[]> {
  const { host, request, project, sources } = making;
  const { signal, onProgress } = request;
  const { label, prefix, source, commit, write } = sources[side];
  onProgress?.({ side, step: 'copy' });
  const top = topOf(making, side);
  host.files.makeFolder(top);
  const written = await write(top, signal);
  // What is missing is not missing from the commit.
  if (written.some(({ level }) => level === 'error')) return written;
  const folder = join(top, prefix);
  const findings = [...written, ...checkProjectFolder(host, label, folder, request.projectRoot)];
  const { repository } = project.place;
  if (side === 'a' || source !== 'ref' || repository === null) return findings;
  if ((await findCommit(host, repository, 'HEAD', signal)) !== commit) return findings;
  const checkedOut = { label, ...besidesCommit(making, side) };
  return [...findings, ...(await checkDirtyTree(host, repository, checkedOut, signal))];
}

/** What of the working tree is measured although the head is a commit, and how the rest could be. */
function besidesCommit(
  { request, sources }: Making,
  side: SideId,
): Pick<CheckedOut, 'except' | 'remedy'> {
  const { projectRoot, overlay = [], overlayFrom = 'head' } = request;
  if (overlayFrom === 'head') {
    return {
      except: [],
      remedy: 'Leave the head out to measure the working tree, or commit first.',
    };
  }
  return {
    except: overlayPaths({ projectRoot, paths: overlay }, sources[side].prefix),
    remedy: 'Commit first to have it measured: of the working tree only the scenarios are.',
  };
}
