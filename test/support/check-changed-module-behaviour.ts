import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckResult } from '../../plugins/optimize/document/behavior-check-result.ts';
import {
  checkSessions,
  type SessionsCheck,
} from '../../plugins/optimize/verify/check-change-by-replaying-recorded-calls.ts';
import { captureModuleCalls, type ModuleCallCapture } from './capture-module-calls.ts';
import { createInMemoryHost } from './in-memory-host.ts';

/** A module before and after a change, and the calls to capture. */
export interface ChangedModule {
  readonly base: string;
  readonly head: string;
  readonly use: (capture: ModuleCallCapture) => unknown;
  /** Default `subject.mjs`. */
  readonly module?: string;
}

/** Captures calls of the version before a change, and checks the version after it against them. */
export async function checkChangedModuleBehaviour(
  { base, head, use, module = 'subject.mjs' }: ChangedModule,
  limits: Partial<Pick<SessionsCheck, 'budgetMs' | 'maxMade' | 'callbacks' | 'seed'>> = {},
): Promise<CheckResult> {
  const { host } = createInMemoryHost();
  const sides = { base: join(host.cwd, 'base'), head: join(host.cwd, 'head') };
  for (const [side, text] of [
    [sides.base, base],
    [sides.head, head],
  ] as const) {
    const file = join(side, module);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const exports = (await import(pathToFileURL(join(sides.base, module)).href)) as Record<
    string,
    unknown
  >;
  const captured = captureModuleCalls(module, exports);
  await use(captured);
  try {
    return await checkSessions(host, {
      ...sides,
      module,
      sessions: [captured.session],
      seed: 7,
      budgetMs: 4_000,
      maxMade: 300,
      signal: new AbortController().signal,
      ...limits,
    });
  } finally {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  }
}
