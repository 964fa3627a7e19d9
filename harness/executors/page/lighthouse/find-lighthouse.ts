import { listManagedVersions } from '../../../host/find-tools-installed-by-doctor-command.ts';
import { findInstalledPackage } from '../../../host/installed-package.ts';
import { type ToolSearchResult, toolNotFound } from '../../../host/tool-search-result.ts';
import type { Host } from '../../../host.ts';

/** Lowest major version whose options and report are supported. */
export const LIGHTHOUSE_MIN_VERSION = 13;
/** Installation instructions, on one line. */
export const LIGHTHOUSE_INSTALL =
  '`perf-harness doctor --install lighthouse`, or in the project: npm install --save-dev lighthouse';

export interface Lighthouse {
  readonly program: string;
  readonly version: string;
}

/** Searches the project, then perf-harness's own cache. */
export function findLighthouse(host: Host, folder: string): ToolSearchResult<Lighthouse> {
  const places = [folder, ...listManagedVersions(host, 'lighthouse')];
  for (const place of places) {
    const { version = '', programs } = findInstalledPackage('lighthouse', place) ?? {};
    const program = programs?.lighthouse;
    if (program === undefined) continue;
    if (Number.parseInt(version, 10) >= LIGHTHOUSE_MIN_VERSION) {
      return { type: 'found', tool: { program, version } };
    }
    return notFound(
      'tool-version',
      `${place} contains version ${version}, but ${LIGHTHOUSE_MIN_VERSION} is required`,
    );
  }
  return notFound('tool-missing', 'it is neither in the project nor in the perf-harness cache');
}

function notFound(id: 'tool-missing' | 'tool-version', what: string): ToolSearchResult<Lighthouse> {
  return toolNotFound(id, {
    message: `Lighthouse was requested as a second source of page metrics but cannot be used: ${what}.`,
    remedy: `Install it with ${LIGHTHOUSE_INSTALL}.`,
  });
}
