import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type InitWords, readInit } from '../../options/init.ts';
import { untilInterrupted } from '../under-way/measuring.ts';

/** `perf-harness init`: a configuration and one scenario that has been seen to work, the job of a CI service, what watches budgets, or what agents read. */
export async function initCommand(host: Host, words: InitWords): Promise<ExitCode> {
  const { writes, asks, force } = readInit(words);
  switch (writes) {
    case 'monitoring': {
      const { writeMonitoring } = await import('../init/write-monitoring.ts');
      return writeMonitoring(host, { force });
    }
    case 'agents': {
      const { writeAgents } = await import('../init/agents/write-agents.ts');
      return writeAgents(host, { force });
    }
    case 'first': {
      const { writeFirst } = await import('../init/write-first.ts');
      return untilInterrupted(host, (signal) => writeFirst(host, { asks, force }, signal));
    }
    default: {
      const { writeCi } = await import('../init/write-ci.ts');
      return writeCi(host, writes, { asks, force });
    }
  }
}
