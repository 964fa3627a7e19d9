import '../../../harness/loader/register-self.ts';
import { dirname, join } from 'node:path';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import {
  type PlanCheck,
  type PlanExecution,
  readWorker,
  type WorkerWords,
} from '../../../options/optimize-worker.ts';
import { untilInterrupted } from '../../under-way/measuring.ts';
import { checkChanges } from './check-changes.ts';
import { codemodApplier } from './codemod-applier.ts';

/**
 * The hidden command that checks or carries out a plan for the loop: it is told a slug and a context
 * file, and answers with one line of JSON.
 */
export async function optimizeWorkerCommand(host: Host, words: WorkerWords): Promise<ExitCode> {
  const options = readWorker(words);
  return untilInterrupted(host, async (signal) => {
    const answer =
      options.type === 'validate'
        ? await validate(host, options, signal)
        : await execute(host, options, signal);
    host.terminal.out(`${JSON.stringify(answer)}\n`);
    return EXIT.ok;
  });
}

async function validate(
  host: Host,
  { contextFile, reviewers, record, replay }: PlanCheck,
  signal: AbortSignal,
): Promise<unknown> {
  const [{ validatePlan }, { reviewersOf }] = await Promise.all([
    import('../../../plugins/optimize/validate/validate-plan.ts'),
    import('../../../plugins/optimize/validate/reviewers-of.ts'),
  ]);
  const asked = await reviewersOf(host, reviewers, { contextFile, record, replay });
  try {
    return await validatePlan({
      host,
      contextFile,
      root: host.cwd,
      signal,
      reviewers: asked.reviewers,
    });
  } finally {
    asked.close();
  }
}

async function execute(
  host: Host,
  { slug, contextFile, timeBudgetMs, executor, push }: PlanExecution,
  signal: AbortSignal,
): Promise<unknown> {
  const [{ executeWith }, { readContext }, { primaryMetric }, codemods] = await Promise.all([
    import('../../../plugins/optimize/strike/execute.ts'),
    import('../../../plugins/optimize/context/read-context.ts'),
    import('../../../plugins/optimize/metric-types.ts'),
    codemodApplier(),
  ]);
  const { stepTimes } = await import('../../../plugins/optimize/step-times.ts');
  const block = readContext(host.files.read(contextFile) ?? '');
  return executeWith(host, {
    contextFile,
    readContext,
    slug,
    cycle: block.cycle,
    root: host.cwd,
    logFile: join(dirname(contextFile), 'experiments.tsv'),
    primaryMetric: primaryMetric(block.problem_statement),
    codemods,
    check: await checkChanges(host),
    ...(block.instrumented_files.length > 0 && {
      instrumentation: stepTimes(host, block, signal),
    }),
    ...(timeBudgetMs !== undefined && { timeBudgetMs }),
    ...(executor !== undefined && { executor }),
    ...(push && { pushTo: 'origin' }),
    signal,
  });
}
