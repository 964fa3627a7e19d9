import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listManagedVersions } from '../../host/find-tools-installed-by-doctor-command.ts';
import { findInstalledPackage } from '../../host/installed-package.ts';
import { programOnPath } from '../../host/program-on-path.ts';
import { type ToolSearchResult, toolNotFound } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';
import { isVersionAtLeast } from '../../model/value/is-version-at-least.ts';

/** Installation instructions, on one line. */
export const CHROMIUM_INSTALL =
  'apt-get install chromium, dnf install chromium, brew install --cask chromium, or set CHROME_PATH';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
/** Below the folders that Windows names by these variables. */
const BELOW = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'];
const IN_WINDOWS = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];

/** Finds the browser to load pages in: the program in CHROME_PATH, else the first on PATH. */
export function findChromium(host: Host): ToolSearchResult<string> {
  const missing = (what: string): ToolSearchResult<string> =>
    toolNotFound('tool-missing', {
      message: `Loading pages requires Chromium: ${what}.`,
      remedy: `Install it: ${CHROMIUM_INSTALL}.`,
    });
  const { CHROME_PATH: named } = host.env;
  if (named !== undefined && named !== '') {
    if (host.files.isExecutable(named)) return { type: 'found', tool: named };
    return missing(`CHROME_PATH names ${named}, which is not an executable program`);
  }
  const folders = BELOW.flatMap((name) => host.env[name] ?? []);
  const candidates = [
    ...NAMES.flatMap((name) => programOnPath(host, name) ?? []),
    ...PLACES,
    ...folders.flatMap((folder) => IN_WINDOWS.map((inside) => join(folder, inside))),
  ];
  const path = candidates.find(host.files.isExecutable);
  return path === undefined ? missing('it is not on PATH') : { type: 'found', tool: path };
}

/**
 * Older versions ignore `noDefaults`, which leaves a browser's settings alone; `peerDependencies`
 * requires the same version.
 */
export const PLAYWRIGHT_MIN_VERSION = '1.60';
/** Installation instructions, on one line. */
export const PLAYWRIGHT_INSTALL =
  '`perf-harness doctor --install playwright-core`, or in the project: npm install --save-dev playwright-core';

/** Through playwright-core Chromium is spoken with. */
export interface Playwright {
  /** Absolute path of the module to import. */
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
  const what =
    tooOld === undefined
      ? NOT_INSTALLED
      : `${tooOld.folder} contains version ${tooOld.version}, but ${PLAYWRIGHT_MIN_VERSION} is required`;
  return toolNotFound(tooOld === undefined ? 'tool-missing' : 'tool-version', {
    message: `Loading pages requires playwright-core: ${what}.`,
    remedy: `Install it with ${PLAYWRIGHT_INSTALL}.`,
  });
}

const NOT_INSTALLED = 'it is neither in the project nor in the perf-harness cache';

/** Lowest major version whose options and report are supported. */
export const LIGHTHOUSE_MIN_VERSION = 13;
/** Installation instructions, on one line. */
export const LIGHTHOUSE_INSTALL =
  '`perf-harness doctor --install lighthouse`, or in the project: npm install --save-dev lighthouse';

export interface Lighthouse {
  /** Module to run with Node.js. */
  readonly program: string;
  readonly version: string;
}

/** Searches the project, then perf-harness's own cache; the first counts, even if it is too old. */
export function findLighthouse(host: Host, folder: string): ToolSearchResult<Lighthouse> {
  const found = [folder, ...listManagedVersions(host, 'lighthouse')].flatMap((place) => {
    const { version = '', programs } = findInstalledPackage('lighthouse', place) ?? {};
    const program = programs?.lighthouse;
    return program === undefined ? [] : [{ place, program, version }];
  })[0];
  if (found !== undefined && Number.parseInt(found.version, 10) >= LIGHTHOUSE_MIN_VERSION) {
    return { type: 'found', tool: { program: found.program, version: found.version } };
  }
  const what =
    found === undefined
      ? NOT_INSTALLED
      : `${found.place} contains version ${found.version}, but ${LIGHTHOUSE_MIN_VERSION} is required`;
  return toolNotFound(found === undefined ? 'tool-missing' : 'tool-version', {
    message: `Lighthouse was requested as a second source of page metrics but cannot be used: ${what}.`,
    remedy: `Install it with ${LIGHTHOUSE_INSTALL}.`,
  });
}
