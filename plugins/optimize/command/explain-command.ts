import { type CommandContext, EXIT, type Outcome } from 'perf-harness/plugin';
import { explainScenario } from '../brief/explain-scenario.ts';
import { createCallDescriber } from './code-change-behavior-checks.ts';

/** `perf-harness explain`. @throws UserError if no single scenario has the name. */
export async function runExplain({
  host,
  words: [target = ''],
  config: { root, stateFolder },
  progress,
  signal,
}: CommandContext<Record<never, never>>): Promise<Outcome> {
  const document = await explainScenario(host, {
    root,
    stateFolder,
    target,
    describeCalls: createCallDescriber(host),
    onProgress: progress.measuring,
    signal,
  });
  return { exitCode: EXIT.ok, document };
}
