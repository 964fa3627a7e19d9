import '../../../harness/loader/register-self.ts';
import type { Host } from '../../../harness/host.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import type { Config } from '../../../harness/scenario/config.ts';
import type { LoopEnd } from '../../../mcp/optimize/loop-end.ts';
import { type OptimizeWords, readOptimize } from '../../../options/optimize.ts';
import type { ReportForm } from '../../../plugins/optimize/run-context.ts';
import type { Workers } from '../../../plugins/optimize/workers.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import { untilInterrupted } from '../../under-way/measuring.ts';
import { readLoopReport } from './read-loop-report.ts';

/** Puts the workers of the loop together. */
export type ComposeWorkers = (host: Host, config: Config) => Promise<Workers>;

/**
 * `perf-harness optimize`: improves a target in cycles. Where nobody can be asked, it stops at the
 * first gate that was not approved ahead, with the plan printed.
 */
export async function optimizeCommand(
  host: Host,
  words: OptimizeWords,
  compose: ComposeWorkers,
): Promise<ExitCode> {
  const options = await readOptimize(host, words);
  const { config, request, answers } = options;
  const { terminal } = host;
  // Files that cannot be written are known before minutes of measuring.
  const targets = await openReportTargets(host, options.reports);
  const reports = await reportForms();
  const workers = await compose(host, config);
  return untilInterrupted(host, async (signal) => {
    const { optimize } = await import('../../../plugins/optimize/optimize.ts');
    const { end, exitCode } = await optimize(
      {
        host,
        workers,
        answers,
        reports,
        tell: (text) => terminal.err(`${text}\n`),
        ask: terminal.canAsk ? terminal.confirm : null,
        signal,
      },
      request,
    );
    if (end.type === 'paused') {
      terminal.err(
        `Nobody is there to say yes. Go on with: perf-harness optimize --resume --approve ${end.decision.kind}\n`,
      );
      return exitCode;
    }
    writeReports(host, targets, await readLoopReport(host, end.state.slug), {});
    return exitCode;
  });
}

/**
 * A loop that nobody watches at a terminal: gates that were not approved ahead pause it.
 * @throws UserError for mistakes in the request, and where preflight says no.
 */
export async function runLoop(
  host: Host,
  words: OptimizeWords,
  compose: ComposeWorkers,
  watching: { readonly signal: AbortSignal; readonly tell: (text: string) => void },
): Promise<LoopEnd> {
  const { config, request, answers } = await readOptimize(host, words);
  const reports = await reportForms();
  const workers = await compose(host, config);
  const { optimize } = await import('../../../plugins/optimize/optimize.ts');
  const parts = { host, workers, answers, reports, ask: null, ...watching };
  const { end } = await optimize(parts, request);
  if (end.type === 'paused') return { type: 'paused', approval: end.decision.kind };
  return { type: 'ended', report: await readLoopReport(host, end.state.slug) };
}

/** What every loop leaves in its folder, whatever is asked for besides. */
async function reportForms(): Promise<readonly ReportForm[]> {
  const [{ markdownReporter }, { htmlReporter }] = await Promise.all([
    import('../../../reports/markdown.ts'),
    import('../../../reports/html.ts'),
  ]);
  const plain = { width: 80, color: false };
  return [
    { name: 'report.md', render: (document) => markdownReporter.render(document, plain) },
    { name: 'report.html', render: (document) => htmlReporter.render(document, plain) },
  ];
}
