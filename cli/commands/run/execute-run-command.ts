import { openMeasurementSession } from '../../../api/project/lock-and-inspect-machine-for-measurement.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { findFirstUserModule } from '../../../harness/scenario/find-config-or-scenario-module-to-preload.ts';
import { startSpareReader } from '../../../harness/scenario/load/load-user-modules.ts';
import { listenForInterrupt } from '../../execution/listen-for-interrupt-signals.ts';
import { createProgressDisplay } from '../../execution/measurement-progress-display.ts';
import { chooseRunCommandTask, type RunCall } from './choose-run-command-task.ts';

/**
 * Runs `perf-harness run`, which measures unless its options request another task. The first module
 * is read and the machine inspected while the remaining modules load.
 */
export async function executeRunCommand(call: RunCall): Promise<ExitCode> {
  const task = chooseRunCommandTask(call);
  if (task === 'measure') return measure(call);
  readFirstModule(call);
  switch (task) {
    case 'list':
      return list(call);
    case 'find-capacity':
      return (await import('./run-capacity-search.ts')).runCapacitySearch(call);
    case 'emit-for-cluster':
      return (await import('./emit-kubernetes-manifests.ts')).emitKubernetesManifests(call);
  }
}

function readFirstModule({ host, words: targets, command, flags: { config } }: RunCall): void {
  startSpareReader(
    host,
    findFirstUserModule(host, { targets, command, ...(config !== undefined && { config }) }),
  );
}

async function list(call: RunCall): Promise<ExitCode> {
  const [{ findScenarios }, { formatScenarioList }, { readRequestedScenarios }] = await Promise.all(
    [
      import('../../../api/project/find-requested-scenarios.ts'),
      import('../../output/format-scenario-list.ts'),
      import('./read-run-command-scenario-request.ts'),
    ],
  );
  const { config, wanted } = await readRequestedScenarios(call);
  call.host.terminal.out(formatScenarioList(await findScenarios(call.host, config, wanted)));
  return EXIT.ok;
}

async function measure(call: RunCall): Promise<ExitCode> {
  const { host } = call;
  const interrupt = listenForInterrupt(host);
  const progress = createProgressDisplay(host);
  const { signal } = interrupt;
  const { listen: onProgress } = progress;
  const session = openMeasurementSession(host, { label: 'perf-harness run', signal, onProgress });
  try {
    // Lets the inspection of the machine start first, since starting a process would delay it.
    await new Promise(setImmediate);
    readFirstModule(call);
    const { measureAndReportScenarios } = await import('./measure-and-report-scenarios.ts');
    return await measureAndReportScenarios(call, { interrupt, progress, session });
  } finally {
    await session.close();
    progress.end();
    interrupt.dispose();
  }
}
