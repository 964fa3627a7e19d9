import { filesSince, type Repository } from '../isolate/lane-branch.ts';
import type { Completion } from '../session/completion.ts';
import type { Task } from '../session/task.ts';
import { failedWork } from './failed-work.ts';

/**
 * Holds what an optimizer says against what git has: which files its commit changes is not for it to say
 * (TPW-05). The scope is judged by the coordinator, from the files of the answer.
 * @param base - The commit that all began from.
 */
export async function verifyReport(
  repository: Repository,
  base: string,
  task: Pick<Task, 'id' | 'role'>,
  completion: Completion,
): Promise<Completion> {
  if (task.role !== 'optimizer' || completion.status === 'failed') return completion;
  const { ref, files_modified: told } = completion;
  if (ref === null) return failedWork(task, 'it reports a change and names no commit');
  const files = await filesSince(repository, base, ref);
  if (files === null) {
    return failedWork(task, `${ref} is no commit that was made on top of ${base}`);
  }
  if (files.length === 0) return failedWork(task, `the commit ${ref} changes no file`);
  const silent = files.filter((file) => !told.includes(file));
  const made = told.filter((file) => !files.includes(file));
  if (silent.length === 0 && made.length === 0) return completion;
  const lies = [
    ...(silent.length === 0 ? [] : [`it changed ${silent.join(', ')} and does not say so`]),
    ...(made.length === 0 ? [] : [`it says that it changed ${made.join(', ')}, and did not`]),
  ];
  return failedWork(task, `its report is not true: ${lies.join('; ')}`);
}
