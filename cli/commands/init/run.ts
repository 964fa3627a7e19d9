import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { badOption } from '../../../harness/model/value/bad-option.ts';
import type { Call } from '../../../registry/command.ts';
import { untilInterrupted } from '../../under-way/measuring.ts';
import type { INIT_OPTIONS } from './options.ts';

/** `perf-harness init`: a configuration and one scenario that has been seen to work, the job of a CI service, what watches budgets, or what agents read. */
export async function runInit({ host, options }: Call<typeof INIT_OPTIONS>): Promise<ExitCode> {
  const { ci, monitoring, agents, force } = options;
  const named = [
    ...(ci === null ? [] : ['--ci']),
    ...(monitoring ? ['--monitoring'] : []),
    ...(agents ? ['--agents'] : []),
  ];
  if (named.length > 1) {
    throw badOption(`${named.join(' and ')} write different files.`, 'Call init once for each.');
  }
  const asks = !options.yes;
  if (monitoring) {
    const { writeMonitoring } = await import('../../init/write-monitoring.ts');
    return writeMonitoring(host, { force });
  }
  if (agents) {
    const { writeAgents } = await import('../../init/agents/write-agents.ts');
    return writeAgents(host, { force });
  }
  if (ci !== null) {
    const { writeCi } = await import('../../init/write-ci.ts');
    return writeCi(host, ci, { asks, force });
  }
  const { writeFirst } = await import('../../init/write-first.ts');
  return untilInterrupted(host, (signal) => writeFirst(host, { asks, force }, signal));
}
