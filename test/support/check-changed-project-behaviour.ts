import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../../plugins/optimize/document/behavior-check-result.ts';
import { checkChange } from '../../plugins/optimize/verify/check-behavior-of-change.ts';
import { createInMemoryHost } from './in-memory-host.ts';
import { createProjectFolder } from './record-project-function-calls.ts';

/** A project, a change of it, and its test command. */
export interface ChangedProject {
  readonly files: Readonly<Record<string, string>>;
  readonly change: Readonly<Record<string, string>>;
  /** Targets of symbolic links by their paths, on both sides. */
  readonly links?: Readonly<Record<string, string>>;
  /** Default: `node use.mjs`. null: there are no tests. */
  readonly testCommand?: string | null;
  /** Most generated calls, however long they take. Default: as many as 1.5 s allow. */
  readonly maxMade?: number;
}

/** Runs the complete check of a change. */
export async function checkChangedProjectBehaviour({
  files,
  change,
  links = {},
  testCommand = `"${process.execPath}" use.mjs`,
  maxMade,
}: ChangedProject): Promise<CheckResult> {
  const { host } = createInMemoryHost();
  const base = createProjectFolder(host, files);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(base, path));
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
