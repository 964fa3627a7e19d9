import { DEFAULT_CONFIDENCE } from '../../api/gate/gate-request.ts';
import type { GateOptions } from '../../harness/model/documents/gate-document.ts';
import type { OnInconclusive } from '../../harness/model/scenario/on-inconclusive.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { readLiveFlags } from './live-flags.ts';
import { readConfidence } from './read-confidence.ts';

/** Options of the gate as they stand on the command line. */
export interface GateFlags {
  readonly onInconclusive?: OnInconclusive;
  readonly reportOnly?: boolean;
  readonly requireBaseline?: boolean;
  readonly budgetSeconds?: string;
  readonly confidence?: string;
  readonly margin?: string;
}

/** @throws UserError for a flag that cannot be read. */
export function readGateFlags(flags: GateFlags): GateOptions {
  const { margin, confidence, budgetSeconds } = flags;
  return {
    on_inconclusive: flags.onInconclusive ?? 'warn',
    report_only: flags.reportOnly ?? false,
    require_baseline: flags.requireBaseline ?? false,
    budget_seconds: budgetSeconds === undefined ? null : readSeconds(budgetSeconds),
    confidence: confidence === undefined ? DEFAULT_CONFIDENCE : readConfidence(confidence),
    margin: margin === undefined ? null : (readLiveFlags({ margin }).margin ?? null),
  };
}

function readSeconds(text: string): number {
  const seconds = Number(text.trim().replace(/\s*s$/u, '') || Number.NaN);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new UserError({
    code: 'bad-option',
    message: `--budget-seconds takes a number of seconds above 0, such as 300; found "${text}".`,
  });
}
