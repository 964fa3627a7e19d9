import type { Host } from '../../harness/host.ts';
import type { Instrumentation } from '../../harness/model/program/instrumentation.ts';
import { discoverCommand } from '../../project/discover/discover-command.ts';
import { runDiscoveredCommand } from '../../project/discover/run-discovered-command.ts';
import type { InstrumentedCopy } from './instrumented-copy.ts';

/** What the tests of a project say to its instrumentation. */
export type TestedInstrumentation =
  | { readonly type: 'kept'; readonly tests: Instrumentation['tests'] }
  /** It was taken back. */
  | {
      readonly type: 'reverted';
      readonly command: string;
      readonly message: string;
      readonly output: string;
    };

/**
 * Runs the tests of a project in its instrumented copy. Where they fail, the instrumentation is taken
 * back at once, and they are run again, so that nothing is blamed for tests that fail anyway.
 * @param env - Has the recorder in the tests too: what breaks them may be how it calls.
 */
export async function testInstrumented(
  host: Host,
  copy: Pick<InstrumentedCopy, 'root' | 'revert'>,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<TestedInstrumentation> {
  const discovered = discoverCommand(host.files, copy.root, 'test');
  if (discovered.type === 'skipped') {
    return { type: 'kept', tests: { command: null, outcome: 'none' } };
  }
  const { command } = discovered;
  const run = (more: Readonly<Record<string, string>>) =>
    runDiscoveredCommand(host, command, { cwd: copy.root, signal, env: more });
  const first = await run(env);
  signal.throwIfAborted();
  const kept = (outcome: Instrumentation['tests']['outcome']): TestedInstrumentation => ({
    type: 'kept',
    tests: { command: command.text, outcome },
  });
  if (first.state === 'passed') return kept('passed');
  if (first.state === 'skipped') return kept('none');
  await copy.revert();
  const second = await run({});
  signal.throwIfAborted();
  if (second.state !== 'passed') return kept('fail-anyway');
  const { message, output } = first;
  return { type: 'reverted', command: command.text, message, output };
}
