import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createHost } from '../../harness/host.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import { computeFunctionWeights } from '../../profilers/summarise-profiles.ts';

export const profilingHost = createHost();
/** All of a program's life. */
const ALWAYS = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };

export interface ProfiledProgramOptions {
  readonly node?: string;
  /** Ends it once it has sent a message. */
  readonly signal?: NodeJS.Signals;
  /** Starts the stretch after the program's first message, and sends it a message. */
  readonly hasStretch?: boolean;
}

/** Programs that run under a profiler of V8. */
export function createProfiledPrograms() {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-profiled-'));
  afterAll(() => profilingHost.processes.stopAll());
  let programs = 0;

  return async (
    profiler: Profiler,
    body: string,
    { node, signal, hasStretch }: ProfiledProgramOptions = {},
  ) => {
    programs += 1;
    const file = join(folder, `program-${programs}.mjs`);
    writeFileSync(file, body);
    const own = join(folder, `profile-${programs}`);
    profilingHost.files.makeFolder(own);
    const attached = profiler.attach(own, undefined);
    const running = profilingHost.processes.start({
      file: node ?? process.execPath,
      args: [file],
      cwd: folder,
      env: attached.env,
      channel: true,
    });
    if (signal !== undefined || hasStretch === true) {
      await new Promise((resolve) => running.onMessage(resolve));
    }
    if (hasStretch === true) {
      await attached.begin?.();
      running.send({ type: 'go' });
    }
    if (signal !== undefined) process.kill(running.pid ?? 0, signal);
    const exit = await running.exited;
    const taken = await attached.read(ALWAYS);
    const weightOf = (name: string): number =>
      computeFunctionWeights(taken.profile)
        .filter(({ of }) => of.name === name)
        .reduce((sum, { total }) => sum + total, 0);
    return { exit, file, ...taken, weightOf };
  };
}
