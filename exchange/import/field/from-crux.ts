import { basename } from 'node:path';
import { isCrux, readCrux } from '../../../harness/field/read-crux.ts';
import type { TextImporter } from '../importer.ts';
import { asImport, publishedRun } from './published-run.ts';

/** Answers of the CrUX API and of its history API: a run each page and class of devices. */
export const fromCrux: TextImporter = {
  type: 'text',
  format: 'crux',
  tool: 'Chrome UX Report',
  recognises: isCrux,
  read: (text, { path }) =>
    asImport(() => readCrux(text)).map((page) => publishedRun(page, basename(path))),
};
