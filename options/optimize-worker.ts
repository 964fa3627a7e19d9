import { badOption } from '../harness/model/value/bad-option.ts';
import type { HowChangesAreTried, LoopExecutor } from './optimize.ts';
import { readLongDuration } from './values/long-duration.ts';

/** What the hidden command that checks or carries out a plan for the loop is told. */
export type WorkerOptions = PlanCheck | PlanExecution;

/** A plan that is checked. */
export interface PlanCheck {
  readonly type: 'validate';
  readonly contextFile: string;
  /** JSON: who gives a second opinion. */
  readonly reviewers: string;
  /** Folder that their answers are kept in. */
  readonly record: string | undefined;
  /** Folder that their answers are taken from. */
  readonly replay: string | undefined;
}

/** A plan that is carried out. */
export interface PlanExecution extends HowChangesAreTried {
  readonly type: 'execute';
  readonly slug: string;
  readonly contextFile: string;
}

/** As the command line of the worker says it. */
export interface WorkerWords {
  readonly kind: string;
  readonly slug: string;
  readonly contextFile: string;
  readonly timeBudget?: string;
  readonly executor?: LoopExecutor;
  readonly push?: boolean;
  readonly reviewers?: string;
  readonly record?: string;
  readonly replay?: string;
}

/** @throws UserError for a word that cannot be taken. */
export function readWorker(words: WorkerWords): WorkerOptions {
  const { kind, slug, contextFile, timeBudget, executor, push } = words;
  if (kind === 'validate') {
    const { reviewers = '[]', record, replay } = words;
    return { type: 'validate', contextFile, reviewers, record, replay };
  }
  if (kind !== 'execute') {
    throw badOption(`optimize-worker validates or executes; found "${kind}".`);
  }
  const timeBudgetMs =
    timeBudget === undefined ? undefined : readLongDuration('--time-budget', timeBudget);
  return { type: 'execute', slug, contextFile, timeBudgetMs, executor, push };
}
