import type { GateEvidence } from '../../harness/gate/gate-evidence.ts';
import type { Host } from '../../harness/host.ts';
import type { Baseline } from '../../harness/model/documents/baseline-document.ts';
import type { GateBase } from '../../harness/model/documents/gate-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { printableShellWords } from '../../harness/model/shell-quote.ts';
import { shortCommit } from '../../harness/model/short-commit.ts';
import { formatPercentOption } from '../../harness/model/value/format-percent.ts';
import { DEFAULT_CONFIDENCE } from '../../harness/model/value/number-option-types.ts';
import { buildReproduceFlags } from '../compare/reproduce-command-flags.ts';
import { formatSkipSameInputsFlags } from '../compare/skip-same-input-scenarios-options.ts';
import type { GateProjectOptions } from './gate-request.ts';

/** The commands that a gate names to see a verdict again, each up to the name of a scenario. */
export type GateReproduceCommands = Pick<
  GateEvidence,
  'compareCommand' | 'gateCommand' | 'baselineCommand' | 'runCommand' | 'calibrateCommand'
>;

/** They judge by the same rules, and find the same scenarios. */
export function buildGateReproduceCommands(
  host: Host,
  scenarios: readonly Scenario[],
  context: {
    readonly base: GateBase | null;
    readonly baseline: Baseline | null;
    readonly request: GateProjectOptions;
  },
): GateReproduceCommands {
  const { base, baseline, request } = context;
  const { margin, confidence } = request.options;
  const again = buildReproduceFlags(host, request.config, scenarios, request);
  const rules = [
    ...(margin === null ? [] : ['--margin', formatPercentOption(margin)]),
    ...(confidence === DEFAULT_CONFIDENCE ? [] : ['--confidence', formatPercentOption(confidence)]),
    ...formatSkipSameInputsFlags(request),
  ];
  const command = (...words: readonly string[]): string =>
    printableShellWords(['perf-harness', ...words, ...again]);
  const commit = base === null ? null : shortCommit(base.commit);
  const opponents = [
    ...(commit === null ? [] : ['--base', commit]),
    ...(baseline === null ? [] : ['--baseline', baseline.name]),
  ];
  const gate = ['gate', ...opponents, ...rules];
  return {
    // The head is written out too, since a scenario may have the same name as a branch.
    compareCommand: commit === null ? command(...gate) : command('compare', commit, '.', ...rules),
    gateCommand: command(...gate),
    baselineCommand: command('gate', '--baseline', baseline?.name ?? '', ...rules),
    runCommand: command('run'),
    calibrateCommand: command('calibrate'),
  };
}
