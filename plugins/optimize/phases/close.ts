import { PHASES } from '../phases.ts';
import { buildReport } from '../report/build-report.ts';
import { type MetaAnalysis, metaAnalysis, metaSchema } from '../report/meta-analysis.ts';
import { metaFlags } from '../report/meta-flags.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { selfCheck } from '../report/self-check.ts';
import type { PhaseAction, RunContext } from '../run-context.ts';
import { readHistory } from '../state-store.ts';

/** Phase 9: what all cycles together came to. */
export const aggregatePhase: PhaseAction = async (run, state) => {
  const { total } = await buildReport(run, state);
  run.tell(`${state.cycles.length} cycles: ${total.totalImprovementPct}% in all`);
  return { state, stop: null };
};

/** Phase 10: the report, on the disk and for the terminal. */
export const reportPhase: PhaseAction = async (run, state) => {
  const text = renderMarkdown(await buildReport(run, state));
  run.host.files.writeAtomic(run.paths.report, text);
  return { state: { ...state, run: { ...state.run, reported: true } }, stop: null };
};

/** Phase 11: what the run says of those who worked on it, and what shows over several runs. */
export const metaPhase: PhaseAction = async (run, state) => {
  const report = await buildReport(run, state);
  const events = readHistory(run.host, run.paths.history);
  const failures = PHASES.flatMap((phase) =>
    events.filter(({ event }) => event === `${phase} failed`).map(() => phase),
  );
  const meta = metaAnalysis({
    at: run.host.clock.now().toISOString(),
    slug: state.slug,
    cycles: report.details,
    gains: report.total.gains,
    overallGain: report.total.totalImprovementPct,
    maxCycles: state.cycle_config.max_cycles,
    failures,
  });
  const writer = run.host.files.appendLines(run.paths.runs);
  writer.write(JSON.stringify({ ...meta, id: state.run.id }));
  writer.close();
  const flags = metaFlags(earlierRuns(run));
  const missing = selfCheck(report, events).filter(({ isDone }) => !isDone);
  const text = metaSection(
    meta,
    flags,
    missing.map(({ what }) => what),
  );
  run.host.files.writeAtomic(run.paths.report, `${renderMarkdown(report)}${text}`);
  return { state, stop: null };
};

function metaSection(
  meta: MetaAnalysis,
  flags: readonly string[],
  missing: readonly string[],
): string {
  const share = (value: number | null): string =>
    value === null ? 'nothing to tell it from' : `${Math.round(value * 100)} %`;
  const { clean, bisected, failed } = meta.strike_efficiency;
  return [
    '## Meta-Analysis',
    '',
    `Kind: ${meta.kind}`,
    '',
    `- Profiler accuracy: ${share(meta.profiler_accuracy)}`,
    `- Research hit rate: ${share(meta.research_hit_rate)}`,
    `- Strikes: ${clean} clean, ${bisected} bisected, ${failed} failed`,
    `- Overall gain: ${meta.overall_gain_pct}%`,
    `- Cycles: ${meta.cycles_used} of ${meta.cycles_max}`,
    `- Gains: ${meta.gains.map((gain) => `${gain}%`).join(', ') || 'none'} (${meta.trend})`,
    ...flags.map((flag) => `- ${flag}`),
    ...missing.map((what) => `- Not done: ${what}`),
    '',
  ].join('\n');
}

/** This run among them, once, even where a kill had it written twice. */
function earlierRuns({ host, paths }: RunContext): readonly MetaAnalysis[] {
  const byId = new Map<string, MetaAnalysis>();
  for (const line of (host.files.read(paths.runs) ?? '').split('\n')) {
    const parsed = metaSchema.loose().safeParse(parse(line));
    if (parsed.success) byId.set(String(parsed.data.id), parsed.data);
  }
  return [...byId.values()];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
