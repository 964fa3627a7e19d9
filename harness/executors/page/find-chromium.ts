import { join } from 'node:path';
import { programOnPath } from '../../host/program-on-path.ts';
import { type ToolSearchResult, toolNotFound } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';

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
  const { CHROME_PATH: named } = host.env;
  if (named !== undefined && named !== '') {
    if (host.files.isExecutable(named)) return { type: 'found', tool: named };
    return notFound(`CHROME_PATH names ${named}, which is not an executable program`);
  }
  const folders = BELOW.flatMap((name) => host.env[name] ?? []);
  const candidates = [
    ...NAMES.map((name) => programOnPath(host, name)),
    ...PLACES,
    ...folders.flatMap((folder) => IN_WINDOWS.map((inside) => join(folder, inside))),
  ];
  const path =
    candidates.find((candidate) => candidate !== null && host.files.isExecutable(candidate)) ??
    null;
  return path === null ? notFound('it is not on PATH') : { type: 'found', tool: path };
}

function notFound(what: string): ToolSearchResult<string> {
  return toolNotFound('tool-missing', {
    message: `Loading pages requires Chromium: ${what}.`,
    remedy: `Install it: ${CHROMIUM_INSTALL}.`,
  });
}
