import { basename } from 'node:path';
import { readers } from 'perf-harness/plugin';
import { asImport } from '../import-problem.ts';
import type { TextImporter } from '../importer.ts';
import { publishedRun } from './published-run.ts';

/** Answers of the CrUX API and of its history API: a run each page and class of devices. */
export const fromCrux: TextImporter = {
  type: 'text',
  format: 'crux',
  tool: 'Chrome UX Report',
  recognises: readers.isCrux,
  read: (text, { path }) =>
    asImport(() => readers.readCrux(text)).map((page) => publishedRun(page, basename(path))),
};
