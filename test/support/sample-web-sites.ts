import { cpSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const APP = fileURLToPath(new URL('../fixtures/page/app/', import.meta.url));

/** Copies npm's own documentation, as a static site. @throws if npm has none. */
export function copyDocumentationSite(folder: string): void {
  const npm = (process.env.PATH ?? '')
    .split(delimiter)
    .map((path) => join(path, 'npm'))
    .map(realOrNull)
    .find((path) => path?.endsWith('npm-cli.js') === true);
  if (npm === undefined || npm === null) throw new Error('no npm on PATH that brings its docs');
  cpSync(join(dirname(npm), '../docs/output/commands'), folder, { recursive: true });
}

function realOrNull(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** A page that Preact builds in the browser: five hundred rows with a filter. */
export async function buildPreactApp(folder: string): Promise<void> {
  await build({
    root: APP,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
}

/** A change of a page that makes one of its metrics worse. */
export type PlantedPageChange = 'none' | 'shift' | 'late-image' | 'long-task' | 'leak';

/**
 * Returns the source of a server for the files next to it. Every page gets a picture at its top and
 * a menu that leaves nothing behind; the planted change is the only difference.
 */
export function siteServerSource(plant: PlantedPageChange): string {
  const template = readFileSync(
    fileURLToPath(new URL('../fixtures/page/site-server.mjs', import.meta.url)),
    'utf8',
  );
  return template.replace("const PLANT = 'none';", `const PLANT = '${plant}';`);
}
