import type { Host } from '../../host.ts';
import type { AnyExecutor } from '../../model/executor.ts';
import { createCommandInstructionExecutor } from './command-instruction-counting-executor.ts';
import { createFunctionInstructionExecutor } from './function-instruction-counting-executor.ts';
import { locateValgrind } from './locate-valgrind-or-report-unavailable.ts';

export interface InstructionExecutorOptions {
  /** True if vgdb may use ptrace(2). Default: it tries, and does without where it is refused. */
  readonly mayTrace?: boolean;
}

/**
 * Creates executors that count instructions, separate from those that measure time, so that a run
 * under valgrind is never mistaken for a timing.
 */
export function createInstructionExecutors(
  host: Host,
  options: InstructionExecutorOptions = {},
): readonly AnyExecutor[] {
  const { mayTrace = true } = options;
  const here = locateValgrind(host, { mayTrace });
  return [
    createFunctionInstructionExecutor(host, here),
    createCommandInstructionExecutor(host, here),
  ];
}
