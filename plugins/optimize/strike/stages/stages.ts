import type { StateBuilder } from './apply.ts';
import type { CommitStage } from './commit.ts';
import type { MeasureStage } from './measure.ts';
import type { TestStage } from './test.ts';
import type { CheckState } from './verify.ts';

/** The way of a change, in the order of its stages. */
export interface Stages {
  /** Tree that the execution begins with. */
  readonly start: string;
  readonly apply: StateBuilder;
  readonly test: TestStage;
  readonly verify: CheckState;
  readonly measure: MeasureStage;
  readonly commit: CommitStage;
}
