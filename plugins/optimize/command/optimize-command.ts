import { type CommandContext, type Outcome, pages } from 'perf-harness/plugin';
import { optimize } from '../optimize.ts';
import type { ReportWriter } from '../phase-context-and-action-types.ts';
import { optimizationView } from '../view/optimization-view.ts';
import { composeWorkers } from './create-cli-phase-workers.ts';
import type { OPTIMIZE_OPTIONS } from './optimize-command-options.ts';
import { parseOptimizeOptions } from './parse-optimize-options.ts';
import { readLoopReport } from './read-optimization-report.ts';

/** Reports that every loop writes to its folder, whatever else is requested. */
const REPORTS: readonly ReportWriter[] = [
  { name: 'report.md', render: (document) => pages.renderMarkdown(optimizationView(document)) },
  { name: 'report.html', render: (document) => pages.renderPage(optimizationView(document)) },
];

/** Improves a target in cycles; an unapproved gate pauses the loop. */
export async function runOptimize(
  context: CommandContext<typeof OPTIMIZE_OPTIONS>,
  compose: typeof composeWorkers = composeWorkers,
): Promise<Outcome> {
  const { host, config, flags, signal, confirm } = context;
  const { log } = context.progress;
  const { request, answers } = parseOptimizeOptions(host, config, flags);
  const workers = compose(host, config);
  const { end, exitCode } = await optimize(
    { host, workers, answers, reports: REPORTS, tell: log, ask: confirm, signal },
    request,
  );
  if (end.type === 'done') {
    return { exitCode, document: readLoopReport(host, end.state.slug) };
  }
  const gate = end.decision.kind;
  log(
    `Interactive approval is not possible here. Continue with: perf-harness optimize --resume --approve ${gate}`,
  );
  return { exitCode, waitsFor: gate };
}
