/** Writes test/golden anew: a page of each kind of document, and of the others what they show beyond it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { goldenDocuments } from './golden/documents.ts';
import { goldenFilesOf } from './golden/renderings.ts';

const folder = join(import.meta.dirname, '..', 'test', 'golden');

rmSync(folder, { recursive: true, force: true });
for (const { path, text } of Object.keys(goldenDocuments()).flatMap(goldenFilesOf)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
