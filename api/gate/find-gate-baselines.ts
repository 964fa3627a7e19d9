import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import type { Host } from '../../harness/host.ts';
import type { Baseline } from '../../harness/model/documents/baseline-document.ts';
import type { GateBase } from '../../harness/model/documents/gate-document.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { type BaseChoice, findBaseCommit } from '../../harness/snapshot/git/find-base-commit.ts';
import type { GateProjectOptions } from './gate-request.ts';

/** Baselines that the head can be compared with. */
export interface GateBaselines {
  readonly base: GateBase | null;
  readonly baseline: Baseline | null;
  readonly findings: readonly Finding[];
}

/**
 * Finds the baselines that a gate compares the head with.
 * @throws UserError if something required is missing or there is nothing to judge.
 */
export async function findGateBaselines(
  host: Host,
  scenarios: readonly Scenario[],
  { config, base: ref, baseline: name, options }: GateProjectOptions,
  signal: AbortSignal,
): Promise<GateBaselines> {
  const store = createBaselineStore(host, config.stateFolder);
  // A required baseline that is missing is reported by the store itself.
  const isStored = name !== null && (options.require_baseline || store.has(name));
  const baseline = isStored ? store.load(name) : null;
  // With a baseline and no explicit base, no base is built and measured in addition.
  const choice: BaseChoice | null =
    name !== null && ref === null ? null : await findBaseCommit(host, config.root, { ref, signal });
  const findings: Finding[] = [];
  if (name !== null && baseline === null) findings.push(noBaseline(name));
  if (choice?.state === 'missing') findings.push(noBase(choice.reason));
  const base = choice?.state === 'found' ? choice.base : null;
  if (choice?.state === 'missing' && options.require_baseline) throw baseMissing(choice.reason);
  const isNothing = base === null && baseline === null;
  if (isNothing && scenarios.every(({ budgets }) => budgets.length === 0)) {
    throw nothingToJudge(findings);
  }
  return { base, baseline, findings };
}

function noBase(reason: string): Finding {
  return {
    id: 'no-base',
    level: 'warning',
    message: `There is no commit to compare with: ${reason}. Only the budgets were checked.`,
    remedy:
      'Specify a commit with --base, or use --require-baseline to treat a missing base as an error.',
  };
}

function noBaseline(name: string): Finding {
  return {
    id: 'no-baseline',
    level: 'warning',
    message: `There is no baseline "${name}", so nothing was compared with it.`,
    remedy: `Save it with "perf-harness baseline save ${name}" and commit it, or use --require-baseline to treat a missing baseline as an error.`,
  };
}

function baseMissing(reason: string): UserError {
  return new UserError({
    code: 'base-missing',
    message: `A base is required, but there is none: ${reason}.`,
    remedy: 'Specify a commit with --base, or omit --require-baseline to judge budgets only.',
    exitCode: EXIT.baseline,
  });
}

function nothingToJudge(findings: readonly Finding[]): UserError {
  const why = findings.map(({ message }) => message).join(' ');
  return new UserError({
    code: 'nothing-to-judge',
    message: `The gate has nothing to judge: no scenario has a budget, and nothing can be compared. ${why}`,
    remedy:
      'Add budgets to the scenarios, or specify a base or baseline with --base or --baseline.',
    exitCode: EXIT.baseline,
  });
}
