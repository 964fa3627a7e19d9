import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listManagedVersions } from '../../host/find-tools-installed-by-doctor-command.ts';
import { findInstalledPackage } from '../../host/installed-package.ts';
import { type ToolSearchResult, toolNotFound } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';
import { isVersionAtLeast } from '../../model/value/is-version-at-least.ts';

/**
 * Older versions ignore `noDefaults`, which leaves a browser's settings alone; `peerDependencies`
 * requires the same version.
 */
export const PLAYWRIGHT_MIN_VERSION = '1.60';
/** Installation instructions, on one line. */
export const PLAYWRIGHT_INSTALL =
  '`perf-harness doctor --install playwright-core`, or in the project: npm install --save-dev playwright-core';

export interface Playwright {
  readonly module: string;
  readonly version: string;
}

/**
 * Searches the project, then the dependencies of perf-harness (`own`), then its cache; a version
 * that is too old does not hide a later one.
 */
export function findPlaywright(
  host: Host,
  folder: string,
  own: string = fileURLToPath(new URL('.', import.meta.url)),
): ToolSearchResult<Playwright> {
  const places = [folder, own, ...listManagedVersions(host, 'playwright-core')];
  const found = places.flatMap((place) => findInstalledPackage('playwright-core', place) ?? []);
  const fitting = found.find(({ version }) => isVersionAtLeast(version, PLAYWRIGHT_MIN_VERSION));
  if (fitting !== undefined) {
    const { folder: home, version } = fitting;
    return { type: 'found', tool: { module: join(home, 'index.mjs'), version } };
  }
  const [tooOld] = found;
  return tooOld === undefined
    ? notFound('tool-missing', 'it is neither in the project nor in the perf-harness cache')
    : notFound(
        'tool-version',
        `${tooOld.folder} contains version ${tooOld.version}, but ${PLAYWRIGHT_MIN_VERSION} is required`,
      );
}

function notFound(id: 'tool-missing' | 'tool-version', what: string): ToolSearchResult<Playwright> {
  return toolNotFound(id, {
    message: `Loading pages requires playwright-core: ${what}.`,
    remedy: `Install it with ${PLAYWRIGHT_INSTALL}.`,
  });
}
