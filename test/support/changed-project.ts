import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../../harness/model/program/check-result.ts';
import { checkChange } from '../../plugins/differential/check-change.ts';
import { memoryHost } from './memory-host.ts';
import { projectOf } from './recorded-project.ts';

/** A project, what is changed in it, and how it is tested. */
export interface ChangedProject {
  readonly files: Readonly<Record<string, string>>;
  readonly change: Readonly<Record<string, string>>;
  /** Default: `node use.mjs`. null: there are no tests. */
  readonly testCommand?: string | null;
}

/** The whole check of a change. */
export async function checkProject({
  files,
  change,
  testCommand = `"${process.execPath}" use.mjs`,
}: ChangedProject): Promise<CheckResult> {
  const { host } = memoryHost();
  const base = projectOf(host, files);
  const head = join(host.cwd, 'head');
  cpSync(base, head, { recursive: true });
  for (const [file, text] of Object.entries(change)) writeFileSync(join(head, file), text);
  try {
    return await checkChange(host, {
      ...{ base, head, files: Object.keys(change), testCommand, budgetMs: 1_500, seed: 3 },
      signal: new AbortController().signal,
    });
  } finally {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  }
}
