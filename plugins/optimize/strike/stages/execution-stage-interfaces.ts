import type { StateBuilder } from './apply-stage.ts';
import type { CommitStage } from './commit-stage.ts';
import type { MeasureStage } from './measure-stage.ts';
import type { TestStage } from './test-stage.ts';
import type { CheckState } from './verify-stage.ts';

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
