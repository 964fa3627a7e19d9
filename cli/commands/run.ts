import { openSession } from '../../api/project/open-session.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { firstModule } from '../../harness/scenario/first-module.ts';
import { readAhead } from '../../harness/scenario/load/spare-reader.ts';
import type { OtlpWords } from '../../options/groups/otlp.ts';
import type { RunWords } from '../../options/run.ts';
import { readTask } from '../../options/run-task.ts';
import { listenForInterrupt } from '../under-way/interrupt.ts';
import { createProgress } from '../under-way/progress.ts';

/**
 * `perf-harness run`, which measures unless its words ask for something else. The first module is
 * read, and the machine looked at, while what does the rest is loaded.
 */
export async function runCommand(host: Host, words: RunWords & OtlpWords): Promise<ExitCode> {
  const task = readTask(words);
  if (task === 'measure') return measure(host, words);
  readAhead(host, firstModule(host, words));
  switch (task) {
    case 'list':
      return (await import('./list-scenarios.ts')).listCommand(host, words);
    case 'find-capacity':
      return (await import('./find-capacity.ts')).findCapacityCommand(host, words);
    case 'emit-for-cluster':
      return (await import('./run-kubernetes.ts')).kubernetesCommand(host, words);
  }
}

async function measure(host: Host, words: RunWords & OtlpWords): Promise<ExitCode> {
  const interrupt = listenForInterrupt(host);
  const progress = createProgress(host);
  const { signal } = interrupt;
  const { listen: onProgress } = progress;
  const session = openSession(host, { label: 'perf-harness run', signal, onProgress });
  try {
    // The look has begun when this is called: starting a process would hold it up.
    await new Promise(setImmediate);
    readAhead(host, firstModule(host, words));
    const { measureAndReport } = await import('./measure-and-report.ts');
    return await measureAndReport(host, words, { interrupt, progress, session });
  } finally {
    session.close();
    progress.end();
    interrupt.dispose();
  }
}
