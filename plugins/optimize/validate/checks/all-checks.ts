import type { PlanCheck } from '../plan-check.ts';
import { alignment } from './alignment.ts';
import { applies } from './applies.ts';
import { conflicts } from './conflicts.ts';
import { dependencyOrder } from './dependency-order.ts';
import { depth } from './depth.ts';
import { evidence } from './evidence.ts';
import { fileOverlap } from './file-overlap.ts';
import { filesExist } from './files-exist.ts';
import { fixOrder } from './fix-order.ts';
import { measurement } from './measurement.ts';
import { premises } from './premises.ts';
import { removalGuard } from './removal-guard.ts';
import { suspicionCoverage } from './suspicion-coverage.ts';
import { typeCheck } from './type-check.ts';

/** Everything that a plan is checked for, in the order in which it is told. */
export const PLAN_CHECKS: readonly PlanCheck[] = [
  filesExist,
  alignment,
  dependencyOrder,
  applies,
  typeCheck,
  fileOverlap,
  suspicionCoverage,
  evidence,
  conflicts,
  fixOrder,
  removalGuard,
  premises,
  depth,
  measurement,
];
