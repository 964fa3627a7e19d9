import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Host, optionError, readDuration } from 'perf-harness/plugin';
import { readContext } from '../context/read-optimization-context-file.ts';
import { primaryMetric } from '../optimization-metrics.ts';
import { executeWith } from '../strike/execute-plan.ts';
import { measureStepTimes } from '../strike/measure-function-times.ts';
import { openReviewers } from '../validate/plan-reviewer.ts';
import { validatePlan } from '../validate/validate-plan.ts';
import { checkChanges } from './code-change-behavior-checks.ts';

/** Arguments of the worker: `validate <slug> <context file>` or `execute <slug> <context file>`. */
const OPTIONS = {
  'time-budget': { type: 'string' },
  executor: { type: 'string' },
  push: { type: 'boolean' },
  reviewers: { type: 'string' },
  record: { type: 'string' },
  replay: { type: 'string' },
} as const;

interface WorkerArguments extends Omit<PlanRequest, 'signal'> {
  readonly kind: string;
}

interface PlanRequest {
  readonly slug: string;
  readonly contextFile: string;
  readonly options: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
  readonly signal: AbortSignal;
}

/**
 * Checks or carries out the plan of a context file, in a process that shares nothing else with the
 * loop.
 * @throws UserError for another kind of work.
 */
export async function runWorkerProcess(
  host: Host,
  args: readonly string[],
  signal: AbortSignal,
): Promise<unknown> {
  const { kind, ...request } = readArguments(args);
  switch (kind) {
    case 'validate':
      return validate(host, { ...request, signal });
    case 'execute':
      return execute(host, { ...request, signal });
    default:
      throw optionError(`optimize-worker takes validate or execute; found "${kind}".`);
  }
}

function readArguments(args: readonly string[]): WorkerArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [kind = '', slug = '', contextFile = ''] = positionals;
  return { kind, slug, contextFile, options: values };
}

async function validate(host: Host, { contextFile, options, signal }: PlanRequest) {
  const { reviewers = '[]', record, replay } = options;
  const asked = await openReviewers(host, reviewers, { contextFile, record, replay });
  try {
    const own = { host, contextFile, root: host.cwd, signal };
    return await validatePlan({ ...own, reviewers: asked.reviewers });
  } finally {
    asked.close();
  }
}

function execute(host: Host, { slug, contextFile, options, signal }: PlanRequest) {
  const { executor, push = false, 'time-budget': budget } = options;
  const plan = readContext(host.files.read(contextFile) ?? '');
  return executeWith(host, {
    plan,
    slug,
    cycle: plan.cycle,
    root: host.cwd,
    logFile: join(dirname(contextFile), 'experiments.tsv'),
    primaryMetric: primaryMetric(plan.problem_statement),
    check: checkChanges(host),
    ...(plan.instrumented_files.length > 0 && {
      instrumentation: measureStepTimes(host, plan, signal),
    }),
    ...(budget !== undefined && { timeBudgetMs: readDuration('--time-budget', budget) }),
    // Sound: only the loop starts this process.
    ...(executor !== undefined && { executor: executor as 'strike' | 'sequential' | 'function' }),
    ...(push && { pushTo: 'origin' }),
    signal,
  });
}
