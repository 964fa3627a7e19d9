import { z } from 'zod';
import { completionSchema } from './task-completion.ts';
import { parseTaskPrefix, ROLE_BY_PREFIX, ROLES } from './workstream.ts';

export const TASK_SCHEMA = 'perf-harness/team-task@1';

/** Number of lost workers after which a task is given up. */
export const MAX_LOST_WORKERS = 3;

const description = {
  schema: z.literal(TASK_SCHEMA),
  id: z.string(),
  /** Position of the task in the order in which the session's tasks were created. */
  seq: z.int().positive(),
  role: z.enum(ROLES),
  session: z.string(),
  lane: z
    .string()
    .describe(
      'Workstream that the task belongs to: `main`, a branch such as `B01`, or a pipeline such as `A`.',
    ),
  branch_id: z.string().optional(),
  pipeline_id: z.string().optional(),
  needs: z.array(z.string()).describe('Tasks that must be completed before this task can start.'),
  purpose: z.string(),
  success: z.string(),
  steps: z.array(z.string()).min(1),
  context: z.object({
    scope: z.array(z.string()).describe('Files or targets; empty: the whole project.'),
    upstream_artifacts: z.array(z.string()).describe('Paths relative to the session folder.'),
    shared_memory: z.string().describe('Shared-memory namespace that only this task writes to.'),
    feedback: z.array(z.string()).describe('Earlier failures, and feedback from users.'),
  }),
  /** The artefact that the task produces, relative to the session folder. */
  expected: z.string(),
  constraints: z.array(z.string()),
  inner_loop: z.boolean(),
  attempt: z
    .int()
    .nonnegative()
    .describe(
      'Number of times the task has been started. When a worker claims the task, it claims the next attempt.',
    ),
  /** Number of times the worker of the task ended without a report. */
  lost: z.int().nonnegative(),
};

const ending = {
  ended_at: z.iso.datetime(),
  /** Position in the order in which the session's tasks ended, independent of the clock. */
  end_seq: z.int().positive(),
};

export const taskSchema = z
  .discriminatedUnion('status', [
    z.object({ ...description, status: z.literal('pending') }),
    z.object({
      ...description,
      status: z.literal('in_progress'),
      owner: z.string(),
      started_at: z.iso.datetime(),
    }),
    z.object({
      ...description,
      ...ending,
      status: z.literal('completed'),
      completion: completionSchema.options[0],
    }),
    z.object({
      ...description,
      ...ending,
      status: z.literal('failed'),
      reason: z.string(),
      cause: z
        .enum(['own', 'blocked', 'superseded'])
        .describe(
          'Cause of the failure: the task itself, a task that it depends on, or a task that replaced it.',
        ),
    }),
  ])
  .refine(({ id, role }) => {
    const prefix = parseTaskPrefix(id);
    return prefix !== null && ROLE_BY_PREFIX[prefix] === role;
  }, 'the id prefix does not match the role')
  .refine(
    (task) => task.status !== 'completed' || task.completion.outcome.role === task.role,
    'the outcome does not match the role of the task',
  );
/** Unit of work, stored in a small file. Its fields depend on its status. */
export type Task = z.infer<typeof taskSchema>;
export type TaskWithStatus<S extends Task['status']> = Extract<Task, { readonly status: S }>;
export type TaskDescription = Omit<TaskWithStatus<'pending'>, 'status'>;

const DESCRIPTION_KEYS = Object.keys(description) as (keyof TaskDescription)[];

export function toTaskDescription(task: Task): TaskDescription {
  const own = DESCRIPTION_KEYS.filter((key) => task[key] !== undefined);
  // Sound: every status has these keys.
  return Object.fromEntries(own.map((key) => [key, task[key]])) as TaskDescription;
}

export function claimTask(
  task: TaskWithStatus<'pending'>,
  owner: string,
  at: string,
): TaskWithStatus<'in_progress'> {
  return {
    ...toTaskDescription(task),
    attempt: task.attempt + 1,
    status: 'in_progress',
    owner,
    started_at: at,
  };
}

export function hasEnded(
  task: Task,
): task is TaskWithStatus<'completed'> | TaskWithStatus<'failed'> {
  return task.status === 'completed' || task.status === 'failed';
}
