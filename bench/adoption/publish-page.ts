import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../built-package.ts';
import { openJournal } from '../verdicts/journal.ts';
import { adoptionPage } from './adoption-page.ts';
import type { AdoptionEntry } from './entries.ts';
import { readRepositories } from './repositories.ts';

const FOLDER = join(ROOT, 'bench/adoption');

/** Transcripts, in the order of their names. */
function readTranscripts(): readonly string[] {
  const folder = join(FOLDER, 'transcripts');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8').trimEnd());
}

// As a program: writes the page from what is in the journal.
if (import.meta.main) {
  const journal = openJournal<AdoptionEntry>(join(ROOT, '.perf-harness/bench/adoption.jsonl'));
  const page = adoptionPage(readRepositories(), journal.entries(), {
    remarks: readFileSync(join(FOLDER, 'remarks.md'), 'utf8').trimEnd(),
    transcripts: readTranscripts(),
  });
  writeFileSync(join(ROOT, 'docs/adoption.md'), page);
}
