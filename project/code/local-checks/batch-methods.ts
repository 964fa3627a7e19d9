import type { CodeFacts } from '../../../harness/model/program/code-facts.ts';
import { isBatchOf } from '../detect/missing-batch.ts';

/** A method of a class that does for many what another does for one. */
export interface BatchMethod {
  readonly single: string;
  readonly batch: string;
  readonly file: string;
  /** Of the batch method. */
  readonly line: number;
  /** Whether anything in the project calls the batch method. */
  readonly isUsed: boolean;
}

/** Batch methods of the project's own clients, used or not (H812-09). */
export function findBatchMethods({ functions }: CodeFacts): readonly BatchMethod[] {
  const called = new Set(functions.flatMap(({ calls }) => calls.flatMap(({ targets }) => targets)));
  const members = functions.flatMap(({ name, file, line }, index) => {
    const dot = name.lastIndexOf('.');
    return dot === -1
      ? []
      : [{ owner: `${file}:${name.slice(0, dot)}`, name: name.slice(dot + 1), file, line, index }];
  });
  return [...Map.groupBy(members, ({ owner }) => owner).values()].flatMap((same) =>
    same.flatMap((batch) => {
      const single = same.find(({ name }) => isBatchOf(batch.name, name));
      if (single === undefined) return [];
      const { file, line, index } = batch;
      return [{ single: single.name, batch: batch.name, file, line, isUsed: called.has(index) }];
    }),
  );
}
