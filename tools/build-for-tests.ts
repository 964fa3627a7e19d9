/**
 * Builds the runnable parts of the package for processes that tests start, since a bundle starts in
 * half the time of its sources. The last argument is the folder to create.
 */
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildScripts } from './build/build-runnable-packages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [target = ''] = process.argv.slice(2);
const made = `${target}.${process.pid}`;

try {
  // Folder where Node.js resolves packages imported by modules of this folder.
  const packages = join(made, 'node_modules');
  await buildScripts(root, made, ({ folder, name }) => {
    const place = join(packages, name);
    mkdirSync(place, { recursive: true });
    cpSync(join(root, 'plugins', folder, 'package.json'), join(place, 'package.json'));
    return place;
  });
  renameSync(made, target);
} catch (error) {
  // Another worker created the folder first.
  if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
} finally {
  rmSync(made, { recursive: true, force: true });
}
