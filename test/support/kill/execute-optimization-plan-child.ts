/** The executor of a loop: `node execute-optimization-plan-child.ts <kind> optimize-worker execute <slug> <context file>`. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHost } from '../../../harness/host.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { readContext } from '../../../plugins/optimize/context/read-optimization-context-file.ts';
import { measureByComparison } from '../../../plugins/optimize/strike/compare-project-folder-performance.ts';
import { executeWith } from '../../../plugins/optimize/strike/execute-plan.ts';
import { compareCosts, readTotalCost } from '../execute-hypotheses-with-scripted-costs.ts';
import { withUnguardedGit } from '../run-git-without-process-guardian.ts';

/** Time limit of each comparison; short, since planted changes are obvious. */
const COMPARISON_LIMIT_MS = 20_000;

const [kind, , , slug = '', contextFile = ''] = process.argv.slice(2);
// Tests and measured programs keep their guardian, git needs none.
const host = kind === 'real' ? createHost() : withUnguardedGit(createHost());
const plan = readContext(readFileSync(contextFile, 'utf8'));
const request = {
  plan,
  slug,
  cycle: plan.cycle,
  root: process.cwd(),
  logFile: join(dirname(contextFile), 'experiments.tsv'),
  ...(kind === 'real'
    ? {
        measure: measureByComparison({ primary: 'wall_time_ms', maxTimeMs: COMPARISON_LIMIT_MS }),
        measureBaseline: async () => [10],
      }
    : {
        testCommand: 'sh test/run.sh',
        measure: compareCosts,
        measureBaseline: async (root: string, { runs }: { readonly runs: number }) =>
          Array.from({ length: runs }, () => readTotalCost(root)),
      }),
};
try {
  process.stdout.write(`${JSON.stringify(await executeWith(host, request))}\n`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
} finally {
  await host.processes.stopAll();
}
