import '../../../harness/loader/register-self.ts';
import { text } from 'node:stream/consumers';
import { exitCodeForPatch } from '../../../harness/gate/exit-code-for-patch.ts';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { readValidate, type ValidateWords } from '../../../options/optimize-validate.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import { untilInterrupted } from '../../under-way/measuring.ts';
import { checkChanges } from './check-changes.ts';

/**
 * `perf-harness optimize validate`: checks a plan as the loop does, and writes corrections into it; or
 * says what is known of a patch.
 * @throws UserError (blocked) where there is no plan, several could be meant, or a patch may not be
 * applied.
 */
export async function optimizeValidate(host: Host, words: ValidateWords): Promise<ExitCode> {
  const options = readValidate(host, words);
  return options.type === 'plan'
    ? validatePlanOf(host, options.slug)
    : validatePatchOf(host, options);
}

async function validatePlanOf(host: Host, slug: string | undefined): Promise<ExitCode> {
  const [{ findContext }, { validatePlan }, { validationText }] = await Promise.all([
    import('../../../plugins/optimize/validate/find-context.ts'),
    import('../../../plugins/optimize/validate/validate-plan.ts'),
    import('../../../plugins/optimize/validate/validation-text.ts'),
  ]);
  const contextFile = findContext(host, host.cwd, slug ?? null);
  return untilInterrupted(host, async (signal) => {
    const result = await validatePlan({ host, contextFile, root: host.cwd, signal });
    host.terminal.out(`${validationText(result)}\n`);
    return result.verdict === 'NO_GO' ? EXIT.blocked : EXIT.ok;
  });
}

async function validatePatchOf(
  host: Host,
  { name, file, scenario, reports }: Extract<ReturnType<typeof readValidate>, { type: 'patch' }>,
): Promise<ExitCode> {
  // Files that cannot be written are known before minutes of measuring.
  const targets = await openReportTargets(host, reports);
  const { validatePatch } = await import('../../../plugins/optimize/patch/validate-patch.ts');
  return untilInterrupted(host, async (signal) => {
    const { stdin } = process;
    const patch = file === null ? await text(stdin) : (host.files.read(file) ?? '');
    const document = await validatePatch(host, {
      root: host.cwd,
      patch,
      name,
      scenario,
      signal,
      check: await checkChanges(host),
      tell: (said) => host.terminal.err(`${said}\n`),
    });
    writeReports(host, targets, document, { root: host.cwd });
    return exitCodeForPatch(document);
  });
}
