import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type InitWords, readInit } from '../../options/init.ts';
import { untilInterrupted } from '../under-way/measuring.ts';

/** `perf-harness init`: a configuration and one scenario that has been seen to work, the job of a CI service, or what watches budgets. */
export async function initCommand(host: Host, words: InitWords): Promise<ExitCode> {
  const { service, monitoring, asks, force } = readInit(words);
  if (service !== null) {
    const { writeCi } = await import('../init/write-ci.ts');
    return writeCi(host, service, { asks, force });
  }
  if (monitoring) {
    const { writeMonitoring } = await import('../init/write-monitoring.ts');
    return writeMonitoring(host, { force });
  }
  const { writeFirst } = await import('../init/write-first.ts');
  return untilInterrupted(host, (signal) => writeFirst(host, { asks, force }, signal));
}
