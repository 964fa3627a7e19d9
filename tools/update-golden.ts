/** Writes test/golden anew: the documents, and what every reporter makes of them. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenDocuments } from './golden/documents.ts';
import { renderingsOf } from './golden/renderings.ts';

const folder = join(import.meta.dirname, '..', 'test', 'golden');

for (const entry of readdirSync(folder, { withFileTypes: true })) {
  if (entry.isDirectory()) rmSync(join(folder, entry.name), { recursive: true });
}
for (const [name, document] of Object.entries(goldenDocuments())) {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'document.json'), `${JSON.stringify(document, null, 1)}\n`);
  for (const { file, render } of renderingsOf(name)) {
    writeFileSync(join(folder, name, file), render(document));
  }
}
