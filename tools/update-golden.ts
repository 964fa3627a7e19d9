/** Writes test/golden anew: a page of each kind of document in every format. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import '../harness/loader/register-self-reference.ts';

// Imported dynamically, since modules that import the plugin interface by name need it to be
// resolved first.
const { renderGoldenFiles } = await import('./golden/render-golden-files.ts');

const folder = join(import.meta.dirname, '..', 'test', 'golden');

rmSync(folder, { recursive: true, force: true });
for (const [path, text] of Object.entries(renderGoldenFiles())) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
