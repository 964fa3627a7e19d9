import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createFunctionExecutor } from '../../harness/executors/function/executor.ts';
import { exitCodeFor } from '../../harness/gate/exit-code-for.ts';
import { createRecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { run } from '../../harness/run.ts';
import { loadScenarioFile } from '../../harness/scenario/load-scenarios.ts';
import { jsonReporter } from '../../reports/json.ts';
import { terminalReporter } from '../../reports/terminal.ts';

export async function runCommand(
  host: Host,
  names: readonly string[],
  options: { readonly reporter: string },
): Promise<ExitCode> {
  const loaded = await Promise.all(names.map((name) => loadScenarioFile(host, resolve(name))));
  const report = await run(
    loaded.flat(),
    {
      host,
      executors: [createFunctionExecutor(host)],
      checksBefore: [],
      checksAfter: [],
      store: createRecordStore(host.files, join(host.cwd, '.perf-harness')),
      lock: { hold: (_label, action) => action() },
      environment: {} as never,
      readMachineState: async () => ({}) as never,
      onProgress: (event) => host.terminal.err(`${event.type}\n`),
    },
    {
      seed: 1,
      folder: mkdtempSync(join(host.temporaryFolder, 'ph-')),
      signal: new AbortController().signal,
    },
  );
  const reporter = options.reporter === 'json' ? jsonReporter : terminalReporter;
  host.terminal.out(reporter.render(report, { width: 80, color: false }));
  return exitCodeFor(report, { strict: false });
}
