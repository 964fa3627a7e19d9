import { outcomeOf } from '../coordinate/lane-state.ts';
import type { CompletedWork } from '../session/completion.ts';
import { namespaceOf, planningLane } from '../session/folders.ts';
import { completed, type Scene } from './scene.ts';

/**
 * What a strategist makes of a change that was rejected: its improvement stays what is aimed at, and the
 * fix that follows tries each of the changes that it is made of by itself. The plan of all is not touched.
 */
export async function reevaluateWork(scene: Scene): Promise<CompletedWork> {
  const { task, session, tasks, work } = scene;
  const lane = planningLane(task.lane);
  const madeOf = await work.madeOf(lane);
  const branch = session.branches.find(({ id }) => id === task.lane);
  const ids = branch === undefined ? Object.keys(madeOf) : [branch.opt_id];
  const changes = ids.flatMap((id) => madeOf[id] ?? []);
  const planned = [...tasks.values()]
    .filter((one) => one.lane === lane && one.role === 'strategist')
    .map((one) => outcomeOf(one, 'strategist'))
    .find((outcome) => outcome !== null);
  const optimizations = (planned?.optimizations ?? []).filter(({ id }) => ids.includes(id));
  const text = `of ${changes.length} changes each is tried by itself: ${changes.map(({ id }) => id).join(', ')}`;
  await scene.store.updateNamespace(namespaceOf('strategist', task.lane), (before) =>
    task.lane === lane ? before : { reevaluated: ids, rejected_for: task.context.feedback },
  );
  return completed(scene, {
    outcome: {
      role: 'strategist',
      plan: planned?.plan ?? '',
      optimizations,
      optimization_count: optimizations.length,
    },
    verification: `looked at ${task.context.feedback.length} reasons for the rejection`,
    decisions: [text],
  });
}
