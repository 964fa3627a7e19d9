/** What workers of a team report, made by hand. */
import type { CompletedWork, RoleOutcome } from '../../plugins/team/session/completion.ts';
import type { Optimization, Priority } from '../../plugins/team/session/optimization.ts';
import type { Task } from '../../plugins/team/session/task.ts';

export function optimizationsOf(
  count: number,
  priorities: readonly Priority[] = ['P1', 'P0', 'P2', 'P3'],
): Optimization[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: `OPT-00${index + 1}`, title: `improvement ${index + 1}` },
    priority: priorities[index % priorities.length] ?? 'P1',
    ...{ target_files: [`src/${index + 1}.ts`], expected_improvement: 'wall_time by 20 %' },
    success_criteria: 'wall_time <= 80 %',
  }));
}

export function planOf(optimizations: readonly Optimization[]): string {
  const blocks = optimizations.map(({ id, title }) => `### ${id}: ${title}\n- Guidance of ${id}\n`);
  return ['# Plan\n', ...blocks].join('\n');
}

export function reportOf(
  { id, expected }: Pick<Task, 'id' | 'expected'>,
  outcome: RoleOutcome,
): CompletedWork {
  return {
    ...{ status: 'completed', task_id: id, ref: null, key_findings: [], decisions: [] },
    ...{ files_modified: [], artifact_path: expected, verification: 'looked at', outcome },
  };
}
