import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../../plugins/optimize/document/check-result.ts';
import { checkChange } from '../../plugins/optimize/verify/check-change.ts';
import { createMemoryHost } from './memory-host.ts';
import { createProjectFolder } from './record-project-calls.ts';

/** A project, what is changed in it, and how it is tested. */
export interface ChangedProject {
  readonly files: Readonly<Record<string, string>>;
  readonly change: Readonly<Record<string, string>>;
  /** Default: `node use.mjs`. null: there are no tests. */
  readonly testCommand?: string | null;
  /** Calls that are made by chance, at the most, however long they take. Default: those of 1.5 s. */
  readonly maxMade?: number;
}

/** The whole check of a change. */
export async function checkChangedProject({
  files,
  change,
  testCommand = `"${process.execPath}" use.mjs`,
  maxMade,
}: ChangedProject): Promise<CheckResult> {
  const { host } = createMemoryHost();
  const base = createProjectFolder(host, files);
  const head = join(host.cwd, 'head');
  cpSync(base, head, { recursive: true });
  for (const [file, text] of Object.entries(change)) writeFileSync(join(head, file), text);
  try {
    return await checkChange(host, {
      base,
      head,
      files: Object.keys(change),
      testCommand,
      seed: 3,
      ...(maxMade === undefined ? { budgetMs: 1_500 } : { budgetMs: 60_000, maxMade }),
      signal: new AbortController().signal,
    });
  } finally {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  }
}
