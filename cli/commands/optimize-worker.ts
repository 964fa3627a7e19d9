import '../../harness/scenario/register-self.ts';
import { dirname, join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { untilInterrupted } from '../measuring.ts';
import { type OptimizeFlags, readDuration } from './optimize-flags.ts';

type Settings = Pick<OptimizeFlags, 'timeBudget' | 'executor' | 'push' | 'replay'> & {
  /** JSON. */
  readonly reviewers?: string;
  /** Folder that answers of reviewers are kept in. */
  readonly record?: string;
};

/**
 * The hidden command that checks or carries out a plan for the loop: it is told a slug and a context
 * file, and answers with one line of JSON.
 */
export async function optimizeWorkerCommand(
  host: Host,
  kind: string,
  slug: string,
  contextFile: string,
  settings: Settings,
): Promise<ExitCode> {
  if (kind !== 'validate' && kind !== 'execute') {
    throw new UserError({
      code: 'bad-option',
      message: `optimize-worker validates or executes; found "${kind}".`,
    });
  }
  return untilInterrupted(host, async (signal) => {
    const answer =
      kind === 'validate'
        ? await validate(host, contextFile, settings, signal)
        : await execute(host, slug, contextFile, settings, signal);
    host.terminal.out(`${JSON.stringify(answer)}\n`);
    return EXIT.ok;
  });
}

async function validate(
  host: Host,
  contextFile: string,
  { reviewers = '[]', record, replay }: Settings,
  signal: AbortSignal,
): Promise<unknown> {
  const [{ validatePlan }, { reviewersOf }] = await Promise.all([
    import('../../plugins/optimize/validate/validate-plan.ts'),
    import('../../plugins/optimize/validate/reviewers-of.ts'),
  ]);
  const asked = await reviewersOf(host, reviewers, { contextFile, record, replay });
  try {
    return await validatePlan({
      ...{ host, contextFile, root: host.cwd, signal },
      reviewers: asked.reviewers,
    });
  } finally {
    asked.close();
  }
}

async function execute(
  host: Host,
  slug: string,
  contextFile: string,
  { timeBudget, executor, push }: Settings,
  signal: AbortSignal,
): Promise<unknown> {
  const [{ executeWith }, { readContext }, { primaryMetric }, codemods] = await Promise.all([
    import('../../plugins/strike/execute.ts'),
    import('../../plugins/optimize/context/read-context.ts'),
    import('../../plugins/optimize/metric-types.ts'),
    codemodApplier(),
  ]);
  const { stepTimes } = await import('../../plugins/optimize/step-times.ts');
  const block = readContext(host.files.read(contextFile) ?? '');
  const timeBudgetMs = readDuration('--time-budget', timeBudget);
  return executeWith(host, {
    contextFile,
    readContext,
    slug,
    cycle: block.cycle,
    root: host.cwd,
    logFile: join(dirname(contextFile), 'experiments.tsv'),
    primaryMetric: primaryMetric(block.problem_statement),
    codemods,
    ...(block.instrumented_files.length > 0 && {
      instrumentation: stepTimes(host, block, signal),
    }),
    ...(timeBudgetMs !== undefined && { timeBudgetMs }),
    ...(executor !== undefined && { executor }),
    ...(push && { pushTo: 'origin' }),
    signal,
  });
}

async function codemodApplier() {
  const [{ CODEMODS }, { applyCodemod }] = await Promise.all([
    import('../../plugins/hypotheses/catalogue.ts'),
    import('../../plugins/hypotheses/apply-codemod.ts'),
  ]);
  return async (
    id: string,
    files: readonly { readonly path: string; readonly text: string }[],
    places: readonly string[],
    read: (path: string) => string | null,
  ) => {
    const codemod = CODEMODS.find((one) => one.id === id);
    if (codemod === undefined) throw new Error(`there is no codemod ${id}`);
    return applyCodemod(codemod, files, places, read);
  };
}
