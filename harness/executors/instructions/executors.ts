import type { Host } from '../../host.ts';
import type { AnyExecutor } from '../../model/executor.ts';
import { createCommandInstructions } from './command-executor.ts';
import { createFunctionInstructions } from './function-executor.ts';
import { lookForValgrind } from './valgrind-here.ts';

export interface InstructionsOptions {
  /** The Node.js that functions are counted on. Default: the one that runs perf-harness. */
  readonly execPath?: string;
  /** True if vgdb may use ptrace(2). Default: it tries, and does without where it is refused. */
  readonly mayTrace?: boolean;
}

/**
 * Executors that count instructions, apart from those that time, so that nothing under valgrind is
 * taken for a time.
 */
export function createInstructionsExecutors(
  host: Host,
  options: InstructionsOptions = {},
): readonly AnyExecutor[] {
  const { execPath = process.execPath, mayTrace = true } = options;
  const here = lookForValgrind(host, { mayTrace });
  return [createFunctionInstructions(host, here, execPath), createCommandInstructions(host, here)];
}
